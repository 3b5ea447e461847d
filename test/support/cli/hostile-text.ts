/** Each of these controls a terminal or deceives its reader, and must never be printed. */
export const hostileSequences = {
  'sets the title': '\x1b]0;title\x07',
  'clears the screen': '\x1b[2J',
  'redraws like our screen': '\x1b[3A\r\x1b[J\x1b[?25l\x1b[?2026h',
  'our own colours': '\x1b[31m\x1b[1m',
  'eight-bit colours': '\u009b31m',
  'eight-bit title': '\u009d0;title\u009c',
  'other controls': '\x00\x07\x08\x0b\x0c\x0e\x7f\u0080\u0085\u0090\u009f',
  'carriage return': '\r',
  'half an escape': '\x1b\x18',
  'reading direction': '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
  'invisible characters': '\u00ad\u200b\u2060\u2064\u206a\ufeff\ufff9\u{e0041}',
  separators: '\u2028\u2029',
  'lone surrogates': '\udc00\ud800',
} as const;

export const hostile = Object.values(hostileSequences).join('');

/** Matches everything in the hostile text but line breaks, which may stay. */
export const unsafe =
  /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** Members by which the program decides; their values stay valid. */
const protectedMembers = [
  'debate',
  'effect',
  'how',
  'method',
  'outcome',
  'phase',
  'reason',
  'role',
  'stop',
  'stopReason',
  'turn',
  'type',
];
const textKeyedMembers = ['votes', 'blindVotes', 'trajectoryVotes'];

/** Appends the hostile text to every string in a JSON value, member names that hold text included. */
export function makeHostile<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (name, member: unknown) => {
    if (typeof member === 'string') return protectedMembers.includes(name) ? member : `${member}${hostile}`;
    if (!textKeyedMembers.includes(name) || typeof member !== 'object' || member === null) return member;
    return Object.fromEntries(
      Object.entries(member).map(([text, content]) => [`${text}${hostile}`, content]),
    );
  });
}
