import type { Contract } from '../../../app/contract/contract.ts';
import { isProfileName, profile } from '../../../app/contract/profiles.ts';
import { contractHash } from '../../../app/contract-hash.ts';
import type { View } from './view.ts';

/** The contract that our own program runs with: it is named in its environment, and has not changed since. */
export function contractOf(environment: ReadonlyMap<string, View>): Contract | null {
  const named = namedContract(environment);
  const said = environment.get('ROSTRUM_CONTRACT')?.value;
  return named !== null && typeof said === 'string' && said !== contractHash(named) ? null : named;
}

/** The contract of the profile that the environment names. */
export function namedContract(environment: ReadonlyMap<string, View>): Contract | null {
  const name = environment.get('ROSTRUM_PROFILE')?.text() ?? null;
  return name !== null && isProfileName(name) ? profile(name) : null;
}
