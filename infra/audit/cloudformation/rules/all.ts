import { type Flaw, keyOf, type Rule, type Way } from '../../source.ts';
import type { Deployment } from '../deployment.ts';
import { attributeRules } from './attributes.ts';
import { capacityRules } from './capacity.ts';
import { cdnRules } from './cdn.ts';
import { contractRules } from './contract.ts';
import { firstProcessRules } from './first-process.ts';
import { routingRules } from './routing.ts';
import type { Rules } from './rule.ts';
import { serviceRules } from './service.ts';

const all: readonly Rules[] = [
  attributeRules,
  routingRules,
  cdnRules,
  serviceRules,
  firstProcessRules,
  capacityRules,
  contractRules,
];

export const cloudFormationRules: readonly Rule[] = all.flatMap(({ rules }) => rules);

/** Where rules are broken that are no relation of two facts; each place once. */
export function flawsOf(deployment: Deployment, ways: readonly Way[]): Flaw[] {
  const flaws = new Map<string, Flaw>();
  for (const { check } of all)
    check({ deployment, ways }, (rule, { place }, found) =>
      flaws.set(`${rule.id} ${keyOf(place)} ${found}`, { rule, place, found }),
    );
  return [...flaws.values()];
}
