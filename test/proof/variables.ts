/** How the harness tells a process how long to take before it starts. */
export const bootVariable = 'PROOF_BOOT_MS';

/** The name of the process that crashes whenever it starts. */
export const crashVariable = 'PROOF_CRASHES';

/** How long a minute lasts in which ECS counts: whole minutes would not become shorter with the rest. */
export const minuteVariable = 'PROOF_MINUTE_MS';
