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
  type YAMLMap,
} from 'yaml';
import { indentContinuations } from './lenient-yaml.ts';
import { depthMax, type ParsedDocument, ParseError, type ParseProblem, type Value } from './value.ts';

/** Limit for one document: anchors expand a small text to a large value. */
const valuesMax = 200_000;

/** Every document of a YAML text. Short-form tags are expanded: `!Ref x` becomes `{ Ref: x }`. */
export function readYaml(text: string): ParsedDocument[] {
  try {
    return readStrictYaml(text);
  } catch (error) {
    const lenient = error instanceof ParseError ? indentContinuations(text) : text;
    if (lenient === text) throw error;
    try {
      return readStrictYaml(lenient);
    } catch {
      // The error of the text itself is the one that helps.
      throw error;
    }
  }
}

function readStrictYaml(text: string): ParsedDocument[] {
  const lineCounter = new LineCounter();
  const parsed = parseDocuments(() =>
    // The package's check of unique keys and its pretty errors are quadratic: duplicate keys are found while
    // converting, and each pretty error copies its line.
    parseAllDocuments(text, {
      lineCounter,
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  );
  return parsed.map((document) => convertDocument(document, lineCounter));
}

type Documents = Exclude<ReturnType<typeof parseAllDocuments>, { empty: true }>;

function parseDocuments(parse: () => ReturnType<typeof parseAllDocuments>): Documents {
  try {
    const documents = parse();
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    if (error instanceof RangeError) throw new ParseError(`it nests deeper than ${depthMax}`);
    throw new ParseError(`it is neither JSON nor YAML (${error instanceof Error ? error.message : error})`);
  }
}

function convertDocument(document: Parsed, lineCounter: LineCounter): ParsedDocument {
  const [fatal] = document.errors;
  if (fatal) {
    const [firstLine = ''] = fatal.message.split('\n');
    // The line is reported separately.
    const reason = firstLine.replace(/ at line \d+, column \d+:?$/, '');
    throw new ParseError(`it is neither JSON nor YAML: ${reason}`, lineCounter.linePos(fatal.pos[0]).line);
  }
  const problems: ParseProblem[] = [];
  const lineAt = (node: unknown): number | null =>
    isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : null;
  const membersByMap = new Map<unknown, ReadonlyMap<string, unknown>>();
  /** The package searches all keys of a map for each one. */
  function memberOf(map: YAMLMap, key: string | number): unknown {
    const members =
      membersByMap.get(map) ?? new Map(map.items.map((item) => [keyName(item.key), item.value]));
    membersByMap.set(map, members);
    return members.get(String(key));
  }
  const value = convert(
    document.contents,
    { problems, lineAt, values: 0, anchors: new Map(), openAliases: 0 },
    0,
  );
  return {
    value,
    problems,
    lineOf(path) {
      let node: unknown = document.contents;
      let line = lineAt(node);
      for (const key of path) {
        node = isMap(node) ? memberOf(node, key) : isSeq(node) ? node.get(key, true) : undefined;
        line = lineAt(node) ?? line;
      }
      return line;
    },
  };
}

interface Conversion {
  readonly problems: ParseProblem[];
  readonly lineAt: (node: unknown) => number | null;
  values: number;
  /** The nodes with an anchor so far: the package searches the whole document for each alias. */
  readonly anchors: Map<string, Node>;
  openAliases: number;
}

function convert(node: unknown, context: Conversion, depth: number): Value {
  context.values += 1;
  if (context.values > valuesMax) throw new ParseError(`it has more than ${valuesMax} values`);
  if (depth > depthMax) throw new ParseError(`it nests deeper than ${depthMax}`);
  if (isAlias(node)) return convertAlias(node.source, context, depth);
  if (!isNode(node)) return null;
  keepAnchor(node, context);
  const bare = isMap(node)
    ? mapOf(node, context, depth)
    : isSeq(node)
      ? listOf(node, context, depth)
      : scalarOf(node);
  return expandTag(node.tag, bare);
}

function convertAlias(name: string, context: Conversion, depth: number): Value {
  context.openAliases += 1;
  const value = convert(context.anchors.get(name), context, depth + 1);
  context.openAliases -= 1;
  return value;
}

/** An alias means the last node before it that has the anchor; what it repeats is not before others. */
function keepAnchor(node: Node, { anchors, openAliases }: Conversion): void {
  if (openAliases === 0 && 'anchor' in node && typeof node.anchor === 'string')
    anchors.set(node.anchor, node);
}

function mapOf(node: Node, context: Conversion, depth: number): Value {
  const entries = new Map<string, Value>();
  if (!isMap(node)) return entries;
  for (const { key, value } of node.items) {
    // An unrendered `{{ x }}` parses as a map that is used as a key.
    if (isMap(key) || isSeq(key))
      throw new ParseError('it is neither JSON nor YAML: a key is not a string', context.lineAt(key));
    if (isScalar(key)) keepAnchor(key, context);
    const name = keyName(key);
    if (entries.has(name))
      context.problems.push({ line: context.lineAt(key), reason: `duplicate key ${name}` });
    entries.set(name, convert(value, context, depth + 1));
  }
  return entries;
}

const keyName = (key: unknown): string => (isScalar(key) ? String(key.source ?? key.value) : '');

const listOf = (node: Node, context: Conversion, depth: number): Value =>
  isSeq(node) ? node.items.map((item) => convert(item, context, depth + 1)) : [];

function scalarOf(node: Node): Value {
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : String(node.source ?? '');
}

/** Compose removes the value of an earlier file, whatever follows the tag. */
const reset = '!reset';

/** CloudFormation's short forms: `!Name` is `Fn::Name`, except for Ref and Condition. */
function expandTag(tag: string | undefined, value: Value): Value {
  if (tag === reset) return null;
  if (tag === undefined || !/^![A-Z]/.test(tag)) return value;
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return new Map([[name, value]]);
  const [id, ...attribute] = name === 'GetAtt' && typeof value === 'string' ? value.split('.') : [];
  return new Map([[`Fn::${name}`, id === undefined ? value : [id, attribute.join('.')]]]);
}
