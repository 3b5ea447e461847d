import type { Balancer, Deployment } from '../../models/cloudformation/deployment.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { canonicalKey } from '../../parse/resolved.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import type { CloudFormationRuleSet } from './context.ts';
import { isSocketPath } from './paths.ts';

const rulePrioritiesDiffer: Rule = {
  id: 'rule-priorities-differ',
  severity: 'error',
  summary: 'The rules of a listener have different priorities',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Give each rule of the listener its own priority.',
};

const ruleValuesAtMostFive: Rule = {
  id: 'rule-values-at-most-five',
  severity: 'error',
  summary: 'The conditions of a rule have at most five values in total',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Split it into two rules.',
};

const socketNotToFunction: Rule = {
  id: 'socket-not-to-function',
  severity: 'error',
  summary: 'WebSocket paths are not routed to a function',
  rationale:
    'WebSockets that never open: the load balancer answers an upgrade for a function target with 400',
  fix: 'Route the path to a service.',
};

const blueEqualsGreen: Rule = {
  id: 'blue-equals-green',
  severity: 'warning',
  summary: 'The blue and green target groups have the same attributes and health checks',
  rationale: 'settings that change with every deployment, and change back with the next',
  fix: 'Define both groups with the same values.',
};

const valuesMax = 5;

export const routingRules: CloudFormationRuleSet = {
  rules: [rulePrioritiesDiffer, ruleValuesAtMostFive, socketNotToFunction, blueEqualsGreen],
  check({ deployment }, report) {
    for (const balancer of deployment.balancers) {
      for (const listener of balancer.listeners) checkPriorities(balancer, listener, report);
      for (const rule of balancer.rules) checkConditions(deployment, rule, report);
    }
    for (const service of deployment.template.ofType('AWS::ECS::Service'))
      for (const entry of service.properties.get('LoadBalancers').items() ?? [])
        checkGroups(deployment, entry, report);
  },
};

function checkPriorities({ rules }: Balancer, listener: Resource, report: ReportViolation): void {
  const prioritiesInUse = new Map<number, string>();
  for (const { properties } of rules) {
    const node = properties.get('Priority');
    const priority = node.number();
    const [on] = properties.get('ListenerArn').references();
    if (on?.id !== listener.id || typeof priority !== 'number') continue;
    const other = prioritiesInUse.get(priority);
    if (other !== undefined) report(rulePrioritiesDiffer, node, `${other} has the priority ${priority}, too`);
    prioritiesInUse.set(priority, properties.place.resource);
  }
}

function checkConditions({ template }: Deployment, { properties }: Resource, report: ReportViolation): void {
  const node = properties.get('Conditions');
  const all = (node.items() ?? []).flatMap(readValues);
  if (all.length > valuesMax) report(ruleValuesAtMostFive, node, `there are ${all.length}`);
  const targets = properties
    .get('Actions')
    .references()
    .map(({ id }) => template.get(id));
  const toFunction = targets.some((target) => target?.properties.get('TargetType').text() === 'lambda');
  const socket = all.find((value) => isSocketPath(value));
  if (toFunction && socket !== undefined)
    report(socketNotToFunction, node, `${socket} is routed to a function`);
}

/** The values of one condition, in any of its notations. */
function readValues(condition: ConfigNode): string[] {
  const parts = [condition, ...condition.keys().map((key) => condition.get(key))];
  const lists = parts.flatMap((part) => [part.get('Values'), part.get('RegexValues')]);
  const [written] = lists.filter((list) => Array.isArray(list.value));
  return (written?.items() ?? []).map((value) => value.text() ?? canonicalKey(value.value));
}

/** Properties in which the two groups may differ, or that are compared separately. */
const individualProperties = new Set(['Name', 'Tags', 'TargetGroupAttributes', 'Targets']);

function checkGroups({ template }: Deployment, entry: ConfigNode, report: ReportViolation): void {
  const [blue, green] = [
    entry.get('TargetGroupArn'),
    entry.get('AdvancedConfiguration', 'AlternateTargetGroupArn'),
  ]
    .flatMap((node) => node.references().slice(0, 1))
    .map(({ id }) => template.get(id));
  if (blue === undefined || green === undefined || blue.id === green.id) return;
  const other = blue.properties.place.resource;
  const keys = new Set([...blue.properties.keys(), ...green.properties.keys()]);
  for (const key of keys) {
    const [left, right] = [blue.properties.get(key), green.properties.get(key)];
    if (!individualProperties.has(key) && canonicalKey(left.value) !== canonicalKey(right.value))
      report(
        blueEqualsGreen,
        right,
        `it is ${canonicalKey(right.value) || 'not set'}, and ${canonicalKey(left.value) || 'not set'} in ${other}`,
      );
  }
  const [left, right] = [blue, green].map(({ properties }) => formatAttributes(properties));
  if (left !== right)
    report(
      blueEqualsGreen,
      green.properties.get('TargetGroupAttributes'),
      `they are ${right}, and ${left} in ${other}`,
    );
}

function formatAttributes(properties: ConfigNode): string {
  const items = properties.get('TargetGroupAttributes').items() ?? [];
  return items
    .map((item) =>
      `${canonicalKey(item.get('Key').value)} ${canonicalKey(item.get('Value').value)}`.replaceAll('"', ''),
    )
    .sort()
    .join(', ');
}
