/**
 * The store cannot be opened. The message is written for the operator and names the fix: print it without a stack
 * trace.
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

/** The message of a thrown value. A connection attempt to several addresses has only the messages of its parts. */
export function thrownMessage(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(thrownMessage).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** Node's codes for a connection that failed. */
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
 * SQLSTATEs of a database that is reachable but cannot serve the query now: read-only after a failover, deadlock and
 * serialization failures, lock and statement timeouts, and (by class) connection failure, lack of resources, shutdown
 * and start-up.
 */
const transientSqlStates = new Set(['25006', '40001', '40P01', '55P03', '57014']);
const transientSqlStateClasses = ['08', '53', '57P', '58'];

/** pg reports these errors without a code. */
const connectionErrorMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'is not queryable',
];

/** Codes of a connection that ended during a statement, closed by the server or lost with it. */
const connectionLostCodes = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08003', '08006']);
const connectionLostMessages = ['Connection terminated', 'is not queryable'];

/** True when a statement failed because its connection was dead or died: another connection may work at once. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return connectionLostCodes.has(code) || connectionLostMessages.some((text) => error.message.includes(text));
}

/**
 * True when the database is unavailable or too busy, rather than the query wrong: the same call may succeed later.
 * Follows `cause` and the parts of an AggregateError.
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
