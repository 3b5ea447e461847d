/** How the program ends, for scripts. */
export const exitCodes = { decided: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was given wrongly; the message says what to change. */
export class UsageError extends Error {}

/** The program was asked well but cannot do it; the message says why. */
export class CommandError extends Error {}
