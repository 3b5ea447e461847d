/** Where a worker tells what went wrong. Nothing of it stops the worker, and what can be tried again is. */
export interface FaultParts {
  /** Whether an error says that the database is away, and not that something is wrong. */
  readonly isOutage: (error: unknown) => boolean;
  readonly onOutage: (error: unknown, doing: string) => void;
  /** A fault of ours that was contained. */
  readonly onBug: (error: unknown, about: { readonly debate?: string; readonly doing: string }) => void;
}

/** Tells a failure of the store, or of us, by what it is. */
export function tellFault(parts: FaultParts, error: unknown, doing: string, debate?: string): void {
  if (parts.isOutage(error)) parts.onOutage(error, doing);
  else parts.onBug(error, { doing, ...(debate !== undefined && { debate }) });
}
