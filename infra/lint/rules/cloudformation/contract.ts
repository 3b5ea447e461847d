import { createFactLookup, type FactName } from '../../../../app/contract/facts.ts';
import { ofPlatform, type Rule, type Way } from '../../source.ts';
import type { Rules } from './rule.ts';

const equal: Rule = {
  id: 'template-says-what-the-contract-says',
  severity: 'error',
  summary: 'Where a template carries a number of the contract, it is that number',
  prevents: 'a program that reckons with other numbers than what stands around it',
  fix: 'Change the contract (app/contract) and synthesize again; no template is edited by hand.',
};

/** What follows from how a template is built, and stands nowhere in it. */
const made: ReadonlySet<FactName> = new Set([
  'deployment.function.enabled',
  'deployment.container.health.healthyThreshold',
]);

export interface Difference {
  readonly name: FactName;
  readonly inTemplate: number | null;
  readonly inContract: number | null;
}

/** The facts of a way that are not what its contract says. */
export function differencesOf({ facts, contract }: Way): Difference[] {
  if (contract === null) return [];
  const said = createFactLookup(contract);
  return [...facts].flatMap(([name, { value, isDefault }]): Difference[] => {
    const inContract = said(name) ?? null;
    if (ofPlatform.has(name) || made.has(name) || (isDefault && value === null)) return [];
    return value === inContract ? [] : [{ name, inTemplate: value, inContract }];
  });
}

export const contractRules: Rules = {
  rules: [equal],
  check({ ways }, say) {
    for (const way of ways)
      for (const { name, inTemplate, inContract } of differencesOf(way)) {
        const place = way.facts.get(name)?.place;
        const contract = way.contract?.profile;
        const found = `${name} is ${shown(inContract)} in the contract ${contract}, and ${shown(inTemplate)} here`;
        if (place) say(equal, { place }, found);
      }
  },
};

const shown = (value: number | null): string => (value === null ? 'not there' : String(value));
