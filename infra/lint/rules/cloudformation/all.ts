import type { Deployment } from '../../models/cloudformation/deployment.ts';
import { locationKey, type RequestPath, type Rule, type Violation } from '../../types.ts';
import { attributeRules } from './attributes.ts';
import { balancerHealthRules } from './balancer-asks-readiness.ts';
import { capacityRules } from './capacity.ts';
import { cdnRules } from './cdn.ts';
import { containerRules } from './containers.ts';
import type { CloudFormationRuleSet } from './context.ts';
import { contractRules } from './contract.ts';
import { deploymentKeepsTaskRules } from './deployment-keeps-a-task.ts';
import { gatewayRules } from './gateways.ts';
import { listenerRules } from './listeners.ts';
import { taskProgramRules } from './program.ts';
import { queueRules } from './queue-outlasts-function.ts';
import { routingRules } from './routing.ts';
import { serviceRules } from './service.ts';
import { databaseAccessRules } from './task-reaches-database.ts';
import { registryRules } from './task-reaches-registry.ts';

const ruleSets: readonly CloudFormationRuleSet[] = [
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
  deploymentKeepsTaskRules,
  queueRules,
  balancerHealthRules,
  registryRules,
  databaseAccessRules,
];

export const cloudFormationRules: readonly Rule[] = ruleSets.flatMap(({ rules }) => rules);

/** Checks all rules; reports each location once. */
export function checkDeployment(deployment: Deployment, requestPaths: readonly RequestPath[]): Violation[] {
  const violations = new Map<string, Violation>();
  for (const { check } of ruleSets)
    check({ deployment, requestPaths }, (rule, { place }, message, fix) =>
      violations.set(`${rule.id} ${locationKey(place)} ${message}`, {
        rule,
        place,
        message,
        ...(fix === undefined ? {} : { fix }),
      }),
    );
  return [...violations.values()];
}
