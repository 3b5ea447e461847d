import type { Contract } from '../../../app/contract/types/contract.ts';

/** What test/support/processes/contract-preload.ts reads. */
export const contractVariable = 'TEST_CONTRACT';

const contractPreload = new URL('./contract-preload.ts', import.meta.url);

/**
 * The environment of a program that runs under a contract of the test's own: as the profile `custom`, which a preload
 * makes that contract, with the program's code as it is. Further preloads come after it.
 */
export const contractEnvironment = (
  contract: Contract,
  ...preloads: readonly URL[]
): Record<string, string> => ({
  ROSTRUM_PROFILE: 'custom',
  [contractVariable]: JSON.stringify(contract),
  NODE_OPTIONS: [contractPreload, ...preloads].map(({ href }) => `--import=${href}`).join(' '),
});
