import { depthMax, type ParsedDocument, ParseError, type ParseProblem, type Value } from './value.ts';

/** A JSON text with the lines of its values; null when it is not JSON (YAML may begin with a brace, too). */
export function readJson(text: string): ParsedDocument | null {
  const parsed = parse(text);
  if (parsed === undefined) return null;
  const { lines, problems } = scan(text);
  return {
    value: toValue(parsed),
    lineOf: (path) => nearestLine(lines, path),
    problems,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface OpenContainer {
  readonly path: string;
  readonly keys: Set<string> | null;
  index: number;
  key: string;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:\n]/g;
/** A control character that no key of a template contains. */
const pathSeparator = '\u0001';

/** One pass over valid JSON: the line of every value, and duplicate keys. Throws when it nests too deep. */
function scan(text: string): {
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: ParseProblem[];
} {
  const lines = new Map<string, number>();
  const problems: ParseProblem[] = [];
  const openContainers: OpenContainer[] = [];
  let line = 1;
  let last = '';
  for (const [symbol] of text.matchAll(token)) {
    const top = openContainers.at(-1);
    if (symbol === '\n') line += 1;
    else if (symbol === '{' || symbol === '[') {
      if (openContainers.length >= depthMax) throw new ParseError(`it nests deeper than ${depthMax}`);
      const path = top === undefined ? '' : currentPath(top);
      if (top?.keys === null) lines.set(path, line);
      openContainers.push({ path, keys: symbol === '{' ? new Set() : null, index: 0, key: '' });
    } else if (symbol === '}' || symbol === ']') openContainers.pop();
    else if (symbol === ',' && top) top.index += 1;
    else if (symbol === ':' && top?.keys) {
      top.key = unquote(last);
      if (top.keys.has(top.key)) problems.push({ line, reason: `duplicate key ${top.key}` });
      top.keys.add(top.key);
      lines.set(currentPath(top), line);
    }
    last = symbol === '\n' ? last : symbol;
  }
  return { lines, problems };
}

const unquote = (quoted: string): string => String(parse(quoted));
const currentPath = ({ path, keys, key, index }: OpenContainer): string =>
  `${path}${pathSeparator}${keys ? key : index}`;

function nearestLine(lines: ReadonlyMap<string, number>, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(
      path
        .slice(0, length)
        .map((key) => `${pathSeparator}${key}`)
        .join(''),
    );
    if (line !== undefined) return line;
  }
  return null;
}

function toValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, inner]) => [key, toValue(inner)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
