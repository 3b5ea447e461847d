import { factsUsedBy } from '../contract/invariants/invariant.ts';
import { formatResult, type InvariantResult, violations } from '../contract/invariants.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { isProfileName, profile, profileNames } from '../contract/profiles.ts';
import type { Contract } from '../contract/types/contract.ts';

/** The contract of the named profile. Adds to `problems`. */
export function loadProfile(name: string, problems: string[]): Contract {
  if (isProfileName(name)) return profile(name);
  problems.push(`ROSTRUM_PROFILE=${name}: it must be one of ${profileNames.join(', ')}.`);
  return profile('development');
}

/** Applies the overrides from environment variables and checks the invariants. Adds to `problems`. */
export function withVariableOverrides(
  profiled: Contract,
  debatesPerWorker: string | undefined,
  problems: string[],
): Contract {
  if (debatesPerWorker !== undefined && !/^[1-9]\d{0,5}$/.test(debatesPerWorker)) {
    problems.push(`DEBATES_PER_WORKER=${debatesPerWorker}: it must be a positive whole number.`);
    return profiled;
  }
  const contract = debatesPerWorker
    ? applyOverrides(profiled, { work: { debatesPerWorker: Number(debatesPerWorker) } })
    : profiled;
  const findings = debatesPerWorker ? violations(contract).filter(concernsOneProcess) : violations(contract);
  for (const finding of findings) problems.push(`The contract: ${formatResult(finding)}.`);
  return contract;
}

/** An override in one process does not change how a deployment scales, so its invariants do not apply. */
const concernsOneProcess = ({ invariant }: InvariantResult): boolean =>
  !factsUsedBy(invariant).some((name) => name.startsWith('deployment.'));
