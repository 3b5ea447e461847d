import type { Terminal } from '../cli/output/terminal.ts';
import { terminalVariables } from '../contract/env.ts';
import { createFormats, type Formats, isoDateLocale } from '../shared/formats.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says about the terminal and the server. */
export const readTerminalSettings = (
  env: Environment,
): Pick<Terminal, 'isDumb' | 'server' | 'isServerNamed' | 'apiKey' | 'formats'> => ({
  isDumb: env.TERM === 'dumb',
  server: env.ROSTRUM_URL || terminalVariables.ROSTRUM_URL.default,
  isServerNamed: Boolean(env.ROSTRUM_URL),
  apiKey: env.ROSTRUM_API_KEY || undefined,
  formats: readFormats(env),
});

/** Without a locale, or with C or POSIX: numbers as in the United States, dates as in ISO 8601. */
const readFormats = (env: Environment): Formats =>
  createFormats(
    readLocale(env, 'LC_NUMERIC') ?? 'en-US',
    readLocale(env, 'LC_TIME') ?? isoDateLocale,
    readTimeZone(env.TZ),
  );

/** `de_DE.UTF-8` as `de-DE`; undefined for what is no language. */
function readLocale(env: Environment, category: 'LC_NUMERIC' | 'LC_TIME'): string | undefined {
  const [name = ''] = (env.LC_ALL || env[category] || env.LANG || 'C').split(/[.@]/);
  return orUndefined(() => Intl.NumberFormat.supportedLocalesOf(name.replaceAll('_', '-'))[0]);
}

/** TZ may be in a form that only the operating system knows; then its own zone applies. */
const readTimeZone = (timeZone: string | undefined): string | undefined =>
  orUndefined(() => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone);

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
