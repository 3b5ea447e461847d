import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Document as Parsed,
  parseAllDocuments,
} from 'yaml';
import { type Document, depthMax, type Problem, Unreadable, type Value } from './value.ts';

/** Values that one document may have: anchors make a small text large. */
const valuesMax = 200_000;

/** Every document of a YAML text; tags as `!Ref x` become what they are short for, `{ Ref: x }`. */
export function readYaml(text: string): Document[] {
  const lineCounter = new LineCounter();
  const parsed = parsedBy(() =>
    // Keys that stand twice are found here while converting, for the package compares each with all others.
    parseAllDocuments(text, { lineCounter, uniqueKeys: false, strict: false, logLevel: 'silent' }),
  );
  return parsed.map((document) => converted(document, lineCounter));
}

type Documents = Exclude<ReturnType<typeof parseAllDocuments>, { empty: true }>;

function parsedBy(parse: () => ReturnType<typeof parseAllDocuments>): Documents {
  try {
    const documents = parse();
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    if (error instanceof RangeError) throw new Unreadable(`it nests deeper than ${depthMax}`);
    throw new Unreadable(`it is neither JSON nor YAML (${error instanceof Error ? error.message : error})`);
  }
}

function converted(document: Parsed, lineCounter: LineCounter): Document {
  const [fatal] = document.errors;
  if (fatal) {
    const [what = ''] = fatal.message.split('\n');
    // The package says where, too; the line stands beside the reason.
    const why = what.replace(/ at line \d+, column \d+:?$/, '');
    throw new Unreadable(`it is neither JSON nor YAML: ${why}`, lineCounter.linePos(fatal.pos[0]).line);
  }
  const problems: Problem[] = [];
  const lineAt = (node: unknown): number | null =>
    isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : null;
  const value = convert(document.contents, { document, problems, lineAt, values: 0 }, 0);
  return {
    value,
    problems,
    lineOf(path) {
      let node: unknown = document.contents;
      let line = lineAt(node);
      for (const key of path) {
        node = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
        line = lineAt(node) ?? line;
      }
      return line;
    },
  };
}

interface Conversion {
  readonly document: Parsed;
  readonly problems: Problem[];
  readonly lineAt: (node: unknown) => number | null;
  values: number;
}

function convert(node: unknown, at: Conversion, depth: number): Value {
  at.values += 1;
  if (at.values > valuesMax) throw new Unreadable(`it has more than ${valuesMax} values`);
  if (depth > depthMax) throw new Unreadable(`it nests deeper than ${depthMax}`);
  if (isAlias(node)) return convert(node.resolve(at.document), at, depth + 1);
  if (!isNode(node)) return null;
  const bare = isMap(node) ? mapOf(node, at, depth) : isSeq(node) ? listOf(node, at, depth) : scalarOf(node);
  return tagged(node.tag, bare);
}

function mapOf(node: Node, at: Conversion, depth: number): Value {
  const entries = new Map<string, Value>();
  if (!isMap(node)) return entries;
  for (const { key, value } of node.items) {
    // Two braces that nobody has filled in yet are a map in the place of a key.
    if (isMap(key) || isSeq(key))
      throw new Unreadable('it is neither JSON nor YAML: a key is no text', at.lineAt(key));
    const name = isScalar(key) ? String(key.source ?? key.value) : '';
    if (entries.has(name)) at.problems.push({ line: at.lineAt(key), why: `the key ${name} stands twice` });
    entries.set(name, convert(value, at, depth + 1));
  }
  return entries;
}

const listOf = (node: Node, at: Conversion, depth: number): Value =>
  isSeq(node) ? node.items.map((item) => convert(item, at, depth + 1)) : [];

function scalarOf(node: Node): Value {
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : String(node.source ?? '');
}

/** Compose takes away what a file before it has, whatever stands behind that. */
const reset = '!reset';

/** CloudFormation's short forms: all but Ref and Condition stand for `Fn::` and their name. */
function tagged(tag: string | undefined, value: Value): Value {
  if (tag === reset) return null;
  if (tag === undefined || !/^![A-Z]/.test(tag)) return value;
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return new Map([[name, value]]);
  const [id, ...attribute] = name === 'GetAtt' && typeof value === 'string' ? value.split('.') : [];
  return new Map([[`Fn::${name}`, id === undefined ? value : [id, attribute.join('.')]]]);
}
