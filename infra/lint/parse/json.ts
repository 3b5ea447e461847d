import { type Document, depthMax, type Problem, Unreadable, type Value } from './value.ts';

/** A JSON text with the lines of its values, or null when it is no JSON (YAML may begin with a brace, too). */
export function readJson(text: string): Document | null {
  const parsed = parse(text);
  if (parsed === undefined) return null;
  const { lines, problems } = scan(text);
  return {
    value: mapped(parsed),
    lineOf: (path) => nearest(lines, path),
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

interface Open {
  readonly path: string;
  readonly keys: Set<string> | null;
  index: number;
  key: string;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:\n]/g;
/** What stands between the keys of a path; no key of a template holds it. */
const between = '\u0001';

/** One pass over valid JSON: the line of every value, keys that stand twice, and how deep it nests. */
function scan(text: string): { readonly lines: ReadonlyMap<string, number>; readonly problems: Problem[] } {
  const lines = new Map<string, number>();
  const problems: Problem[] = [];
  const open: Open[] = [];
  let line = 1;
  let last = '';
  for (const [found] of text.matchAll(token)) {
    const top = open.at(-1);
    if (found === '\n') line += 1;
    else if (found === '{' || found === '[') {
      if (open.length >= depthMax) throw new Unreadable(`it nests deeper than ${depthMax}`);
      const path = top === undefined ? '' : pathIn(top);
      if (top?.keys === null) lines.set(path, line);
      open.push({ path, keys: found === '{' ? new Set() : null, index: 0, key: '' });
    } else if (found === '}' || found === ']') open.pop();
    else if (found === ',' && top) top.index += 1;
    else if (found === ':' && top?.keys) {
      top.key = unquoted(last);
      if (top.keys.has(top.key)) problems.push({ line, why: `the key ${top.key} stands twice` });
      top.keys.add(top.key);
      lines.set(pathIn(top), line);
    }
    last = found === '\n' ? last : found;
  }
  return { lines, problems };
}

const unquoted = (quoted: string): string => String(parse(quoted));
const pathIn = ({ path, keys, key, index }: Open): string => `${path}${between}${keys ? key : index}`;

function nearest(lines: ReadonlyMap<string, number>, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(
      path
        .slice(0, length)
        .map((key) => `${between}${key}`)
        .join(''),
    );
    if (line !== undefined) return line;
  }
  return null;
}

function mapped(value: unknown): Value {
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, inner]) => [key, mapped(inner)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
