import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';

/** Takes what happened as members and a sentence: `log.info({ debate }, 'claimed')`. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export interface LogParts {
  readonly level: NonNullable<LoggerOptions['level']>;
  /** Stands on every line, so that lines of several processes can be told apart. */
  readonly process: string;
  /** For a person at a terminal; otherwise JSON, one object a line. */
  readonly pretty: boolean;
  /** Values that must never be written, wherever they turn up; of a URL, its password too. */
  readonly secrets: readonly string[];
  readonly destination?: DestinationStream;
}

/** The log of a process. Lines are written at once, so that the last words before a crash are there. */
export async function createLog({ level, process, pretty, secrets, destination }: LogParts): Promise<Log> {
  const options: LoggerOptions = {
    level,
    base: { process },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: stdSerializers.errWithCause },
    hooks: { streamWrite: redactor(secrets) },
  };
  const stream = pretty ? await prettyStream(destination) : (destination ?? pino.destination({ sync: true }));
  return pino(options, stream);
}

/**
 * As a stream, because pino's transports load their target by name, which a bundle does not have. Loaded here only,
 * because production never needs it.
 */
async function prettyStream(destination: DestinationStream | undefined): Promise<DestinationStream> {
  const { default: pinoPretty } = await import('pino-pretty');
  return pinoPretty({
    sync: true,
    timestampKey: 'at',
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'process',
    errorLikeObjectKeys: ['error'],
    ...(destination && { destination }),
  });
}

/** Shorter values are words that any line may hold; a real secret is never that short. */
const secretCharsMin = 6;

/** Keys and tickets of our own, whoever's they are. */
const credentials = /(?<which>\brk_[A-Za-z0-9-]+_|\brt_)[\w-]{43}/g;

function redactor(secrets: readonly string[]): (line: string) => string {
  const hidden = secrets
    .flatMap((secret) => [secret, ...passwordsIn(secret)])
    .filter((secret) => secret.length >= secretCharsMin)
    // The longest first, so that a secret within another does not leave the rest of it standing.
    .sort((a, b) => b.length - a.length)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return (line) =>
    hidden
      .reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
      .replace(credentials, '$<which>[secret]');
}

function passwordsIn(secret: string): string[] {
  const password = URL.parse(secret)?.password;
  return password ? [password, decodeURIComponent(password)] : [];
}
