import type { Contract } from './contract/contract.ts';
import { broken, type Finding, inWords } from './contract/invariants.ts';
import { isProfileName, profile, profileNames, withDifferences } from './contract/profiles.ts';
import { namesOf } from './contract/relation.ts';

/** The contract of the profile that the environment names. Adds to `problems`. */
export function profileOf(name: string, problems: string[]): Contract {
  if (isProfileName(name)) return profile(name);
  problems.push(`ROSTRUM_PROFILE=${name}: it must be one of ${profileNames.join(', ')}.`);
  return profile('development');
}

/** The same with what variables override in it. Adds to `problems`. */
export function withOverrides(
  profiled: Contract,
  debatesPerWorker: string | undefined,
  problems: string[],
): Contract {
  if (debatesPerWorker !== undefined && !/^[1-9]\d{0,5}$/.test(debatesPerWorker)) {
    problems.push(`DEBATES_PER_WORKER=${debatesPerWorker}: it must be a number of debates, 1 or more.`);
    return profiled;
  }
  const contract = debatesPerWorker
    ? withDifferences(profiled, { work: { debatesPerWorker: Number(debatesPerWorker) } })
    : profiled;
  const findings = debatesPerWorker ? broken(contract).filter(isOfProcess) : broken(contract);
  for (const finding of findings) problems.push(`The contract: ${inWords(finding)}.`);
  return contract;
}

/** What one process overrides does not change how many others a deployment starts, and when. */
const isOfProcess = ({ invariant }: Finding): boolean =>
  !namesOf(invariant).some((name) => name.startsWith('deployment.'));
