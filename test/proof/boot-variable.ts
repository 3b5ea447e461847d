/** How the harness tells a process how long to take before it starts. */
export const bootVariable = 'PROOF_BOOT_MS';
