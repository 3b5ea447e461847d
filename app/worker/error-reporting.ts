/** Receives a worker's errors. None of them stops the worker; operations that can be retried are. */
export interface ErrorReporter {
  /** True for an error that means that the database is unavailable, rather than a bug. */
  readonly isOutage: (error: unknown) => boolean;
  readonly onOutage: (error: unknown, operation: string) => void;
  /** A bug, contained to one debate or one operation. */
  readonly onUnexpectedError: (
    error: unknown,
    context: { readonly debate?: string; readonly operation: string },
  ) => void;
}

/** Reports an error as an outage or as a bug. */
export function reportError(
  reporter: ErrorReporter,
  error: unknown,
  operation: string,
  debate?: string,
): void {
  if (reporter.isOutage(error)) reporter.onOutage(error, operation);
  else reporter.onUnexpectedError(error, { operation, ...(debate !== undefined && { debate }) });
}
