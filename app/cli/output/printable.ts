/** Escape sequences: with parameters (CSI), with a text such as a title's up to its end (OSC), and all others. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])\P{Cc}*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/gu;

/**
 * What steers a terminal or cannot be seen: control characters, marks of the reading direction, invisible format
 * characters, separators of lines, lone surrogates. Scripts and emoji need the two joiners.
 */
const unsafe = /[[\p{Cc}\p{Bidi_C}[\p{Cf}&&\p{DI}]\ufff9-\ufffb\p{Zl}\p{Zp}\p{Cs}]--[\n\u200c\u200d]]+/gv;

/** Cleans in chunks: on a long text, collecting the garbage of each step would take longer than the steps. */
const mapChunks = (text: string, clean: (chunk: string) => string): string =>
  (text.match(/.{1,16384}\n?/gsu) ?? []).map(clean).join('');

/** Text that others wrote (models, documents, people, servers), without anything unsafe for a terminal. */
export const toPrintable = (text: string): string =>
  mapChunks(text, (chunk) =>
    chunk
      .replace(sequences, '')
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replace(/\t/g, '    ')
      // The result of replace would hold on to all its parts.
      .split(unsafe)
      .join(''),
  );

/** The same for every text in a value of JSON, names of members included. */
export function toPrintableDeep<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) => {
    if (typeof member === 'string') return toPrintable(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, value]) => [toPrintable(name), value]));
  });
}

/** JSON for a terminal: the same value, with everything unsafe as \uXXXX. */
export const toPrintableJson = (text: string): string =>
  mapChunks(text, (chunk) =>
    chunk
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, '    ')
      .replace(unsafe, (characters) => characters.split('').map(escaped).join('')),
  );

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
