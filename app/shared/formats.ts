/** Writes numbers, money and dates as a reader expects them. The words around them are English. */
export interface Formats {
  /** `67%`. */
  readonly percent: (share: number) => string;
  /** `$0.0042`, `$1.20`. */
  readonly usd: (usd: number) => string;
  /** `840`, `12.4k`, `1.2M`. */
  readonly count: (number: number) => string;
  /** `12,400`, `2.5`. */
  readonly number: (number: number) => string;
  /** `Dec 1, 2026`. */
  readonly day: (iso: string) => string;
  /** `06:35 AM`. */
  readonly time: (iso: string) => string;
  /** `12/01/2026, 06:35 AM`. */
  readonly minute: (iso: string) => string;
}

type Locales = string | readonly string[];

/** A locale that writes dates as ISO 8601 does: `2026-12-01 06:35`. */
export const isoDateLocale = 'sv-SE';

/** `timeZone` is that of the machine unless given. */
export function createFormats(
  numberLocales: Locales,
  dateLocales = numberLocales,
  timeZone?: string,
): Formats {
  const digits = (minimumFractionDigits: number, maximumFractionDigits: number, rest = {}) =>
    new Intl.NumberFormat(numberLocales, { minimumFractionDigits, maximumFractionDigits, ...rest }).format;
  const usd = { style: 'currency', currency: 'USD' };
  const [cents, fine] = [digits(2, 2, usd), digits(4, 4, usd)];
  const [whole, tenths, number] = [digits(0, 0), digits(1, 1), digits(0, 1)];
  const date = (options: Intl.DateTimeFormatOptions) => {
    const { format } = new Intl.DateTimeFormat(dateLocales, { timeZone, ...options });
    // A time that cannot be read, of another server, is shown as it came.
    return (iso: string) => (Number.isNaN(Date.parse(iso)) ? iso : format(new Date(iso)));
  };
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  return {
    percent: digits(0, 0, { style: 'percent' }),
    usd: (amount) => (amount > 0 && amount < 0.1 ? fine : cents)(amount),
    count: (amount) => {
      if (amount < 1000) return number(amount);
      if (amount < 999_500) return `${(amount < 99_950 ? tenths : whole)(amount / 1000)}k`;
      return `${tenths(amount / 1_000_000)}M`;
    },
    number,
    day: date({ day: 'numeric', month: 'short', year: 'numeric' }),
    time: date(clock),
    minute: date({ year: 'numeric', month: '2-digit', day: '2-digit', ...clock }),
  };
}

/** For exports, the API and models, which are the same for all readers. */
export const neutralFormats = createFormats('en-US', isoDateLocale, 'UTC');
