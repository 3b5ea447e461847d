import { parseLenientJson } from './lenient-json.ts';
import { withoutThinking } from './prose.ts';
import { ReplyProblem } from './reply-members.ts';

type Members = Readonly<Record<string, unknown>>;

/** The reader goes at most this often over the length of a reply, whatever it contains. */
const readingsMax = 8;

/**
 * The last JSON object of a reply that has one of the names: in a fence of any kind or in none, alone or in a wrapper.
 * A draft before it does not count. Throws a ReplyProblem that names the place of the error.
 */
export function findBlock(reply: string, names: readonly string[]): Members {
  const text = withoutThinking(reply);
  const found = findLast(text, names);
  if ('block' in found) return found.block;
  // The block may be inside a JSON string.
  const unescaped = text.includes('{\\"') ? findLast(unescapeJson(text), names) : found;
  if ('block' in unescaped) return unescaped.block;
  const expected = names.map((name) => `"${name}"`).join(' or ');
  if (found.errorAt === null) throw new ReplyProblem(`the reply has no JSON object with ${expected}`);
  const place = JSON.stringify(text.slice(Math.max(0, found.errorAt - 20), found.errorAt + 20));
  throw new ReplyProblem(`the JSON object with ${expected} cannot be read near ${place}`);
}

function findLast(
  text: string,
  names: readonly string[],
): { readonly block: Members } | { readonly errorAt: number | null } {
  let budget = text.length * readingsMax;
  let errorAt: number | null = null;
  for (let start = text.lastIndexOf('{'); start >= 0 && budget > 0; start = lastBefore(text, start)) {
    const parsed = parseLenientJson(text, start);
    budget -= parsed.end - start + 1;
    if (!parsed.ok) {
      const hasName = names.some((name) => text.slice(start, parsed.end).includes(name));
      if (hasName) errorAt ??= parsed.end;
      continue;
    }
    const { value } = parsed;
    if (typeof value === 'object' && value !== null && names.some((name) => Object.hasOwn(value, name)))
      return { block: { ...value } };
  }
  return { errorAt };
}

const lastBefore = (text: string, index: number): number =>
  index === 0 ? -1 : text.lastIndexOf('{', index - 1);

const unescapeJson = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\"', '"');
