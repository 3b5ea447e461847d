import { createFactLookup, type FactName } from '../../../../../app/contract/facts.ts';
import { cloudFormationRule } from '../../../rule.ts';
import { platformFacts, type RequestPath } from '../../../types.ts';

export const templateMatchesContract = cloudFormationRule({
  id: 'template-says-what-the-contract-says',
  severity: 'error',
  summary: 'The template has the numbers of the contract',
  rationale: 'a program whose settings differ from the infrastructure around it',
  fix: 'Change the contract (app/contract) and synthesize again; do not edit templates by hand.',
  source: 'docs/ARCHITECTURE.md',
  check({ requestPaths }, report) {
    for (const requestPath of requestPaths)
      for (const { name, inTemplate, inContract } of findDifferences(requestPath)) {
        const place = requestPath.facts.get(name)?.place;
        const said = `${name} is ${inContract ?? 'none'} in the contract ${requestPath.contract?.profile}`;
        if (place) report(place, `${said}, and ${inTemplate ?? 'none'} here`);
      }
  },
});

/** Facts derived from the structure of the template: no property has them. */
const derivedFacts: ReadonlySet<FactName> = new Set([
  'deployment.function.enabled',
  'deployment.container.health.healthyThreshold',
]);

/** The facts of a request path that differ from its contract. */
function findDifferences({ facts, contract }: RequestPath) {
  if (contract === null) return [];
  const contractFact = createFactLookup(contract);
  return [...facts].flatMap(([name, { value: inTemplate, isDefault }]) => {
    const inContract = contractFact(name) ?? null;
    if (platformFacts.has(name) || derivedFacts.has(name) || (isDefault && inTemplate === null)) return [];
    return inTemplate === inContract ? [] : [{ name, inTemplate, inContract }];
  });
}
