/** A mistake in a command line. The message names the fix; the program exits with code 2. */
export class UsageError extends Error {}
