import { factsUsedBy } from '../contract/invariants/invariant.ts';
import { formatResult, type InvariantResult, violations } from '../contract/invariants.ts';
import { applyOverrides } from '../contract/overrides.ts';
import { profile } from '../contract/profiles.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Environment } from './environment.ts';
import { loadProfile } from './load-profile.ts';

/** The contract that ROSTRUM_PROFILE names. Adds to `problems`. */
export function readProfile(text: string, problems: string[]): Contract {
  const loaded = loadProfile(text);
  if ('contract' in loaded) return loaded.contract;
  problems.push(...loaded.problems.map((problem) => `ROSTRUM_PROFILE: ${problem}`));
  return profile('development');
}

/** Applies the overrides from environment variables and checks the invariants. Adds to `problems`. */
export function withVariableOverrides(
  profiled: Contract,
  { DEBATES_PER_WORKER: debates, ROSTRUM_TRUSTED_PROXIES: proxies, ROSTRUM_CONTRACT: deployed }: Environment,
  problems: string[],
): Contract {
  const before = problems.length;
  if (debates !== undefined && !/^[1-9]\d{0,5}$/.test(debates))
    problems.push(`DEBATES_PER_WORKER=${debates}: it must be a positive whole number.`);
  if (proxies !== undefined && !/^\d{1,2}$/.test(proxies))
    problems.push(`ROSTRUM_TRUSTED_PROXIES=${proxies}: it must be a number of proxies; 0 trusts none.`);
  if (problems.length > before) return profiled;
  const contract = applyOverrides(profiled, {
    ...(debates === undefined ? {} : { work: { debatesPerWorker: Number(debates) } }),
    ...(proxies === undefined ? {} : { edge: { trustedProxies: Number(proxies) } }),
    // Without a deployment that declares its proxies, the variable does.
    ...(proxies === undefined || deployed !== undefined ? {} : { deployment: { proxies: Number(proxies) } }),
  });
  const findings = violations(contract).filter(
    // An override in one process does not change how a deployment scales, so its invariants do not apply.
    (finding) => debates === undefined || concernsOneProcess(finding),
  );
  for (const finding of findings) problems.push(`The contract: ${formatResult(finding)}.`);
  return contract;
}

const concernsOneProcess = ({ invariant }: InvariantResult): boolean =>
  !factsUsedBy(invariant).some((name) => name.startsWith('deployment.'));
