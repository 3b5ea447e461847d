import type { Contract } from '../../../app/contract/types/contract.ts';

/** The variable that contract-preload.ts reads. */
export const contractVariable = 'TEST_CONTRACT';

const contractPreload = new URL('./contract-preload.ts', import.meta.url);

/**
 * The environment of a program with a contract from the test: a preload replaces the profile `custom` by it, and the
 * code of the program is unchanged. Further preloads run after it.
 */
export const contractEnvironment = (
  contract: Contract,
  ...preloads: readonly URL[]
): Record<string, string> => ({
  ROSTRUM_PROFILE: 'custom',
  [contractVariable]: JSON.stringify(contract),
  NODE_OPTIONS: [contractPreload, ...preloads].map(({ href }) => `--import=${href}`).join(' '),
});
