/**
 * The store cannot be opened. The message is for the person who starts the program: it says what is wrong and
 * names the cure, so that it can be printed as it is, without a stack trace.
 */
export class StoreOpenError extends Error {
  override readonly name: string = 'StoreOpenError';
}

/** Another process has the data directory open. */
export class DataDirectoryInUseError extends StoreOpenError {
  override readonly name = 'DataDirectoryInUseError';
}

/** A newer version of the program has migrated the database. */
export class DatabaseTooNewError extends StoreOpenError {
  override readonly name = 'DatabaseTooNewError';
}

/**
 * The message of whatever was thrown. An attempt at several addresses has none of its own, but one for each.
 */
export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(errorMessage).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** Codes with which Node, and PostgreSQL in its class 08, say that there is no connection. */
const connectionErrorCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * SQLSTATEs of a database that is there but cannot serve now: read-only after a failover, deadlock and
 * serialization failures, lock and statement timeouts, and (by class) too few resources, shutdown and
 * start-up.
 */
const transientSqlStates = new Set(['25006', '40001', '40P01', '55P03', '57014']);
const transientSqlStateClasses = ['08', '53', '57P', '58'];

/** pg reports these without a code. */
const connectionErrorMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'is not queryable',
];

/** Codes of a connection that has ended under a statement, by the other side or with its server. */
const connectionLostCodes = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08003', '08006']);
const connectionLostMessages = ['Connection terminated', 'is not queryable'];

/** Whether a statement failed because its connection was dead or died: on another one it may go through at once. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return connectionLostCodes.has(code) || connectionLostMessages.some((text) => error.message.includes(text));
}

/**
 * Whether an error says that the database is away or too busy to answer, and not that the query is wrong: the
 * same call may succeed later. Looks into `cause` and into the parts of an AggregateError.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    connectionErrorCodes.has(code) ||
    transientSqlStates.has(code) ||
    (code.length === 5 && transientSqlStateClasses.some((start) => code.startsWith(start))) ||
    connectionErrorMessages.some((text) => error.message.includes(text)) ||
    (error instanceof AggregateError && error.errors.some(isOutage)) ||
    isOutage(error.cause)
  );
}
