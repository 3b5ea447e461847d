import { parseLenientJson } from './lenient-json.ts';
import { withoutThinking } from './prose.ts';
import { ReplyProblem } from './reply-members.ts';

type Members = Readonly<Record<string, unknown>>;

/** A block, and what of its form was not as requested. */
export interface FoundBlock {
  readonly members: Members;
  readonly repairs: readonly string[];
}

/** The reader goes at most this often over the length of a reply, whatever it contains. */
const readingsMax = 8;

/**
 * The last JSON object of a reply that has one of the names: in a fence of any kind or in none, alone or in a wrapper.
 * A draft before it does not count. Throws a ReplyProblem that names the place of the error.
 */
export function findBlock(reply: string, names: readonly string[]): FoundBlock {
  const text = withoutThinking(reply);
  const found = findLast(text, names);
  if ('members' in found) return found;
  // The block may be inside a JSON string.
  const unescaped = text.includes('{\\"') ? findLast(unescapeJson(text), names) : found;
  if ('members' in unescaped) return { ...unescaped, repairs: ['JSON inside a text'] };
  const expected = names.map((name) => `"${name}"`).join(' or ');
  if (found.errorAt === null) throw new ReplyProblem(`the reply has no JSON object with ${expected}`);
  throw new ReplyProblem(
    `the JSON object with ${expected} cannot be read at ${describePlace(text, found.errorAt)}`,
  );
}

/** Line and column, both from 1, and the text around them. */
function describePlace(text: string, index: number): string {
  const lineStart = text.lastIndexOf('\n', index - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  const around = JSON.stringify(text.slice(Math.max(0, index - 20), index + 20));
  return `line ${line}, column ${index - lineStart + 1}, near ${around}`;
}

function findLast(text: string, names: readonly string[]): FoundBlock | { readonly errorAt: number | null } {
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
      return { members: { ...value }, repairs: [...describeWrapping(text, start), ...parsed.repairs] };
  }
  return { errorAt };
}

/** How the object that begins at an index is presented, where that is not a fence with the language json. */
function describeWrapping(text: string, start: number): readonly string[] {
  const before = text.slice(Math.max(0, start - 60), start).trimEnd();
  if (before === '') return [];
  if (/[:[,]$/.test(before)) return ['inside another object or list'];
  const [, marks, language = ''] = /(?:^|\n)[ \t]*([`~]{3,})[ \t]*([\w+-]*)$/.exec(before) ?? [];
  if (marks === undefined) return ['no fence'];
  if (language === '') return ['fence without a language'];
  return language === 'json' ? [] : [`fence with the language ${language.slice(0, 20)}`];
}

const lastBefore = (text: string, index: number): number =>
  index === 0 ? -1 : text.lastIndexOf('{', index - 1);

const unescapeJson = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\"', '"');
