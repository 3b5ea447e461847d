/** What stands behind `rehearsal?` in a model's name. */
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
  /** Words of a turn that people read, about. */
  readonly words: number;
}

/** As fast as a quick model, so that a debate can be followed by eye. */
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

/** The options in a query string, or what is wrong with it, in words that name the option. */
export function readRehearsalOptions(query: string): RehearsalOptions | string {
  const options = { ...defaults };
  const seen = new Set<string>();
  for (const [key, text] of new URLSearchParams(query)) {
    const name = names.find((known) => known === key);
    if (name === undefined) return `rehearsal has no option "${key}"; it has ${names.join(', ')}`;
    if (seen.has(name)) return `rehearsal's option "${name}" is given twice`;
    seen.add(name);
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const isFit = value >= 0 && value <= largest[name] && (!isWhole[name] || Number.isInteger(value));
    if (!isFit) {
      const kind = isWhole[name] ? 'a whole number' : 'a number';
      return `rehearsal's option "${name}" must be ${kind} from 0 to ${largest[name]}, not "${text}"`;
    }
    options[name] = value;
  }
  return options;
}
