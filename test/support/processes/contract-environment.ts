import { formatProfile } from '../../../app/contract/profile-file.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** Imports modules before the program. */
export const preloadEnvironment = (...preloads: readonly URL[]): Record<string, string> => ({
  NODE_OPTIONS: preloads.map(({ href }) => `--import=${href}`).join(' '),
});

/** The environment of the program with this contract. */
export const contractEnvironment = (contract: Contract): Record<string, string> => ({
  ROSTRUM_PROFILE: formatProfile(contract),
});
