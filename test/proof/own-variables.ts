/** How the harness tells a process what it is to run with. */
export const contractVariable = 'PROOF_CONTRACT';
export const bootVariable = 'PROOF_BOOT_MS';
