/** The delay of a process before its start. */
export const bootVariable = 'PROOF_BOOT_MS';

/** The name of the process that crashes at every start. */
export const crashVariable = 'PROOF_CRASHES';

/** The length of a minute of ECS, whose whole minutes cannot be scaled otherwise. */
export const minuteVariable = 'PROOF_MINUTE_MS';
