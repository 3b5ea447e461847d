import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import { developmentLine } from './development-log.ts';

/** A structured log: fields, then a short event name, as in `log.info({ debate }, 'debate.claimed')`. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export interface LogOptions {
  readonly level: NonNullable<LoggerOptions['level']>;
  /** Written on every line, to distinguish the processes. */
  readonly process: string;
  /** Readable text for a terminal; otherwise JSON, one object a line. */
  readonly pretty: boolean;
  /** Values that must never be written. Of a URL, its password is hidden too. */
  readonly secrets: readonly string[];
  readonly destination?: DestinationStream;
}

/** Opens the log of a process. Writes are synchronous, so that the last lines before a crash are not lost. */
export async function createLog({ level, process, pretty, secrets, destination }: LogOptions): Promise<Log> {
  const options: LoggerOptions = {
    level,
    base: { process },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: stdSerializers.errWithCause },
    hooks: { streamWrite: redactor(secrets) },
  };
  const stream = pretty
    ? await prettyStream(level, destination)
    : (destination ?? pino.destination({ sync: true }));
  return pino(options, stream);
}

/**
 * A stream, because pino's transports load their target by module name, which a bundle does not have. Imported lazily,
 * because production never needs it.
 */
async function prettyStream(
  level: LogOptions['level'],
  destination: DestinationStream | undefined,
): Promise<DestinationStream> {
  const { default: pinoPretty } = await import('pino-pretty');
  return pinoPretty({
    sync: true,
    timestampKey: 'at',
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'process',
    errorLikeObjectKeys: ['error'],
    // One line for each event; all members with LOG_LEVEL=debug.
    ...(level !== 'debug' && level !== 'trace' && { hideObject: true, messageFormat: developmentLine }),
    ...(destination && { destination }),
  });
}

/** Shorter values could be ordinary words; real secrets are longer. */
const secretCharsMin = 6;

/** API keys and tickets, of any tenant. */
const credentials = /(?<which>\brk_[A-Za-z0-9-]+_|\brt_)[\w-]{43}/g;

function redactor(secrets: readonly string[]): (line: string) => string {
  const hidden = secrets
    .flatMap((secret) => [secret, ...urlPasswords(secret)])
    .filter((secret) => secret.length >= secretCharsMin)
    // Longest first: a secret that contains another must be replaced whole.
    .sort((a, b) => b.length - a.length)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return (line) =>
    hidden
      .reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
      .replace(credentials, '$<which>[secret]');
}

function urlPasswords(secret: string): string[] {
  const password = URL.parse(secret)?.password;
  return password ? [password, decodeURIComponent(password)] : [];
}
