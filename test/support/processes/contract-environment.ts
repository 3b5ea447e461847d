import type { Contract } from '../../../app/contract/types/contract.ts';

/** The variable that the test bundle and contract-preload.ts read. */
export const contractVariable = 'TEST_CONTRACT';

const contractPreload = new URL('./contract-preload.ts', import.meta.url);

/** Imports modules before the program. */
export const preloadEnvironment = (...preloads: readonly URL[]): Record<string, string> => ({
  NODE_OPTIONS: preloads.map(({ href }) => `--import=${href}`).join(' '),
});

/** The environment of the test bundle with a contract from the test, which replaces the profile `custom`. */
export const contractEnvironment = (contract: Contract): Record<string, string> => ({
  ROSTRUM_PROFILE: 'custom',
  [contractVariable]: JSON.stringify(contract),
});

/** The same for a program that runs from its sources, whose modules further preloads may change. */
export const sourceContractEnvironment = (
  contract: Contract,
  ...preloads: readonly URL[]
): Record<string, string> => ({
  ...contractEnvironment(contract),
  ...preloadEnvironment(contractPreload, ...preloads),
});
