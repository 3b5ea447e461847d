import type { Deployment } from '../../models/cloudformation/deployment.ts';
import { type Flaw, keyOf, type Rule, type Way } from '../../source.ts';
import { attributeRules } from './attributes.ts';
import { capacityRules } from './capacity.ts';
import { cdnRules } from './cdn.ts';
import { containerRules } from './containers.ts';
import { contractRules } from './contract.ts';
import { gatewayRules } from './gateways.ts';
import { listenerRules } from './listeners.ts';
import { taskProgramRules } from './program.ts';
import { routingRules } from './routing.ts';
import type { Rules } from './rule.ts';
import { serviceRules } from './service.ts';

const all: readonly Rules[] = [
  attributeRules,
  routingRules,
  cdnRules,
  serviceRules,
  containerRules,
  listenerRules,
  gatewayRules,
  taskProgramRules,
  capacityRules,
  contractRules,
];

export const cloudFormationRules: readonly Rule[] = all.flatMap(({ rules }) => rules);

/** Where rules are broken that are no relation of two facts; each place once. */
export function flawsOf(deployment: Deployment, ways: readonly Way[]): Flaw[] {
  const flaws = new Map<string, Flaw>();
  for (const { check } of all)
    check({ deployment, ways }, (rule, { place }, message, fix) =>
      flaws.set(`${rule.id} ${keyOf(place)} ${message}`, {
        ...{ rule, place, message },
        ...(fix === undefined ? {} : { fix }),
      }),
    );
  return [...flaws.values()];
}
