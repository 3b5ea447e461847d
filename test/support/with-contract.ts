import type { Contract } from '../../app/contract/contract.ts';

/** What test/support/own-contract.ts reads. */
export const contractVariable = 'TEST_CONTRACT';

const ownContract = new URL('./own-contract.ts', import.meta.url);

/**
 * The environment of a program that runs under a contract of the test's own: as the profile `own`, which a preload
 * makes that contract, with the program's code as it is. Further preloads come after it.
 */
export const withContract = (contract: Contract, ...preloads: readonly URL[]): Record<string, string> => ({
  ROSTRUM_PROFILE: 'own',
  [contractVariable]: JSON.stringify(contract),
  NODE_OPTIONS: [ownContract, ...preloads].map(({ href }) => `--import=${href}`).join(' '),
});
