/** Exit codes for scripts. `unverified`: a record is consistent, but its signer is unknown. */
export const exitCodes = {
  decided: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unverified: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command line is valid but the command failed; the message gives the reason. */
export class CommandError extends Error {}
