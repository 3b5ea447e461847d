import { createFactLookup, type FactName } from '../../../../app/contract/facts.ts';
import { platformFacts, type RequestPath, type Rule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const templateMatchesContract: Rule = {
  id: 'template-says-what-the-contract-says',
  severity: 'error',
  summary: 'The template has the numbers of the contract',
  rationale: 'a program whose settings differ from the infrastructure around it',
  fix: 'Change the contract (app/contract) and synthesize again; do not edit templates by hand.',
};

/** Facts derived from the structure of the template: no property has them. */
const derivedFacts: ReadonlySet<FactName> = new Set([
  'deployment.function.enabled',
  'deployment.container.health.healthyThreshold',
]);

export interface ContractDifference {
  readonly name: FactName;
  readonly inTemplate: number | null;
  readonly inContract: number | null;
}

/** The facts of a request path that differ from its contract. */
export function findDifferences({ facts, contract }: RequestPath): ContractDifference[] {
  if (contract === null) return [];
  const contractFact = createFactLookup(contract);
  return [...facts].flatMap(([name, { value, isDefault }]): ContractDifference[] => {
    const inContract = contractFact(name) ?? null;
    if (platformFacts.has(name) || derivedFacts.has(name) || (isDefault && value === null)) return [];
    return value === inContract ? [] : [{ name, inTemplate: value, inContract }];
  });
}

export const contractRules: CloudFormationRuleSet = {
  rules: [templateMatchesContract],
  check({ requestPaths }, report) {
    for (const requestPath of requestPaths)
      for (const { name, inTemplate, inContract } of findDifferences(requestPath)) {
        const place = requestPath.facts.get(name)?.place;
        const contract = requestPath.contract?.profile;
        const found =
          `${name} is ${formatValue(inContract)} in the contract ${contract}, ` +
          `and ${formatValue(inTemplate)} here`;
        if (place) report(templateMatchesContract, { place }, found);
      }
  },
};

const formatValue = (value: number | null): string => (value === null ? 'none' : String(value));
