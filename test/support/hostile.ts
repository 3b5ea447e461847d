/** What takes over a terminal, or deceives who reads on it: each of these must never be printed. */
export const hostileParts = {
  'sets the title': '\x1b]0;title\x07',
  'clears the screen': '\x1b[2J',
  'draws as our screen does': '\x1b[3A\r\x1b[J\x1b[?25l\x1b[?2026h',
  'colours as we do': '\x1b[31m\x1b[1m',
  'eight-bit colours': '\u009b31m',
  'eight-bit title': '\u009d0;title\u009c',
  'other controls': '\x00\x07\x08\x0b\x0c\x0e\x7f\u0080\u0085\u0090\u009f',
  'goes back': '\r',
  'half an escape': '\x1b\x18',
  'reading direction': '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
  'invisible characters': '\u00ad\u200b\u2060\u2064\u206a\ufeff\ufff9\u{e0041}',
  separators: '\u2028\u2029',
  'lone surrogates': '\udc00\ud800',
} as const;

export const hostile = Object.values(hostileParts).join('');

/** What may be left of the hostile text: line breaks. */
export const unsafe =
  /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** What the program looks into rather than prints. */
const words = ['debate', 'how', 'outcome', 'phase', 'reason', 'role', 'stop', 'stopReason', 'turn', 'type'];
const keyedByText = ['votes'];

/** A value with the hostile text behind every text in it, and behind every name of a member that is a text. */
export function madeHostile<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (name, member: unknown) => {
    if (typeof member === 'string') return words.includes(name) ? member : `${member}${hostile}`;
    if (!keyedByText.includes(name) || typeof member !== 'object' || member === null) return member;
    return Object.fromEntries(Object.entries(member).map(([text, said]) => [`${text}${hostile}`, said]));
  });
}
