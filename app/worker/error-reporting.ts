/** Where a worker tells what went wrong. Nothing of it stops the worker, and what can be tried again is. */
export interface ErrorReporter {
  /** Whether an error says that the database is away, and not that something is wrong. */
  readonly isOutage: (error: unknown) => boolean;
  readonly onOutage: (error: unknown, operation: string) => void;
  /** A fault of ours that was contained. */
  readonly onUnexpectedError: (
    error: unknown,
    context: { readonly debate?: string; readonly operation: string },
  ) => void;
}

/** Tells a failure of the store, or of us, by what it is. */
export function reportError(
  reporter: ErrorReporter,
  error: unknown,
  operation: string,
  debate?: string,
): void {
  if (reporter.isOutage(error)) reporter.onOutage(error, operation);
  else reporter.onUnexpectedError(error, { operation, ...(debate !== undefined && { debate }) });
}
