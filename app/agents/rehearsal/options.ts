/** The options after `rehearsal?` in a model name. */
export interface RehearsalOptions {
  /** Another seed gives another debate. */
  readonly seed: number;
  /** Tokens a second; 0 is as fast as possible. */
  readonly tps: number;
  /** Delay before the first token. */
  readonly ttftMs: number;
  /** Share of attempts that fail before the first token. */
  readonly fail: number;
  /** Share of replies whose block cannot be read. */
  readonly malformed: number;
  /** Share of attempts whose stream is cut in the middle of the text. */
  readonly cutoff: number;
  /** Approximate number of words in the prose of a turn. */
  readonly words: number;
}

/** As fast as a quick model, so that people can follow the debate. */
const defaults: RehearsalOptions = {
  seed: 0,
  tps: 80,
  ttftMs: 400,
  fail: 0,
  malformed: 0,
  cutoff: 0,
  words: 170,
};

const largest: RehearsalOptions = {
  seed: 2 ** 32 - 1,
  tps: 100_000,
  ttftMs: 600_000,
  fail: 1,
  malformed: 1,
  cutoff: 1,
  words: 5000,
};

const isWhole: Readonly<Record<keyof RehearsalOptions, boolean>> = {
  seed: true,
  tps: false,
  ttftMs: true,
  fail: false,
  malformed: false,
  cutoff: false,
  words: true,
};

const names = Object.keys(defaults) as readonly (keyof RehearsalOptions)[];

/** Parses the options of a query string; returns a message that names the invalid option otherwise. */
export function readRehearsalOptions(query: string): RehearsalOptions | string {
  const options = { ...defaults };
  const seen = new Set<string>();
  for (const [key, text] of new URLSearchParams(query)) {
    const name = names.find((known) => known === key);
    if (name === undefined) return `rehearsal has no option "${key}"; available: ${names.join(', ')}`;
    if (seen.has(name)) return `the rehearsal option "${name}" is given twice`;
    seen.add(name);
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const isValid = value >= 0 && value <= largest[name] && (!isWhole[name] || Number.isInteger(value));
    if (!isValid) {
      const kind = isWhole[name] ? 'a whole number' : 'a number';
      return `the rehearsal option "${name}" must be ${kind} from 0 to ${largest[name]}, not "${text}"`;
    }
    options[name] = value;
  }
  return options;
}
