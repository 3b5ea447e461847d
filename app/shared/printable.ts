/** Escape sequences: with parameters (CSI), with a text such as a title's up to its end (OSC), and all others. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches escape sequences
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])\P{Cc}*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/gu;

/**
 * Characters that control a terminal or are invisible: control characters, bidirectional marks, invisible format
 * characters, line separators, lone surrogates. The two joiners stay, because scripts and emoji need them.
 */
const unsafe = /[[\p{Cc}\p{Bidi_C}[\p{Cf}&&\p{DI}]\ufff9-\ufffb\p{Zl}\p{Zp}\p{Cs}]--[\n\u200c\u200d]]+/gv;

const invisible =
  /[[\p{Cc}\p{Bidi_C}[\p{Cf}&&\p{DI}]\ufff9-\ufffb\p{Zl}\p{Zp}\p{Cs}]--[\t\n\u200c\u200d]]+/gv;

/** Works in chunks: on a long text, garbage collection between the steps would take longer than the steps. */
const mapChunks = (text: string, clean: (chunk: string) => string): string =>
  (text.match(/.{1,16384}\n?/gsu) ?? []).map(clean).join('');

/**
 * Removes characters that a person does not see but a model reads, and those that control a display: for prompts and
 * exports. Tabs stay.
 */
export const stripInvisible = (text: string): string =>
  mapChunks(text, (chunk) =>
    chunk
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .split(invisible)
      .join(''),
  );

/** The number of characters that `stripInvisible` removes. Line breaks of other systems do not count. */
export function countInvisible(text: string): number {
  let count = 0;
  for (const [chunk] of text.matchAll(/.{1,16384}\n?/gsu))
    for (const [characters] of chunk.replace(/\r\n?|[\u2028\u2029]/g, '\n').matchAll(invisible))
      count += Array.from(characters).length;
  return count;
}

/** Removes everything unsafe for a terminal from text of models, documents, people and servers. */
export const toPrintable = (text: string): string =>
  mapChunks(text, (chunk) =>
    chunk
      .replace(sequences, '')
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replace(/\t/g, '    ')
      // A string from replace would keep all its parts in memory.
      .split(unsafe)
      .join(''),
  );

/** The same for every string in a JSON value, member names included. */
export function toPrintableDeep<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) => {
    if (typeof member === 'string') return toPrintable(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, value]) => [toPrintable(name), value]));
  });
}

/** JSON of the same value, with unsafe characters escapeUnit as \uXXXX. */
export const toPrintableJson = (text: string): string =>
  mapChunks(text, (chunk) =>
    chunk
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, '    ')
      .replace(unsafe, (characters) => characters.split('').map(escapeUnit).join('')),
  );

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
