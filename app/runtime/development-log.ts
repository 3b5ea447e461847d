import { accessLogMessage } from '../contract/access-log.ts';

/** Members that every line has, or that only help to relate lines. */
const hidden: ReadonlySet<string> = new Set([
  'level',
  'at',
  'process',
  'msg',
  'error',
  'requestId',
  'route',
  'address',
  'tenant',
]);

/** The members of a log line for a person at a terminal, in one line; the stack of an error follows it. */
export function developmentLine(line: Readonly<Record<string, unknown>>): string {
  const { msg } = line;
  if (msg === accessLogMessage) return `${line.method} ${line.path} ${line.status} ${line.ms} ms`;
  const members = Object.entries(line)
    .filter(([name, value]) => !hidden.has(name) && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`);
  return [msg, ...members].join(' ') + stackOf(line.error);
}

/** An error as pino serializes it. */
function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error ? error.stack : 'message' in error ? error.message : '';
  return `\n  ${String(text)}`;
}
