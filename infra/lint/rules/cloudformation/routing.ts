import type { Balancer, Deployment } from '../../models/cloudformation/deployment.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import { asKey } from '../../parse/resolved.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { isSocketPath } from './paths.ts';
import type { Rules, Say } from './rule.ts';

const priorities: Rule = {
  id: 'rule-priorities-differ',
  severity: 'error',
  summary: 'No two rules of a listener have the same priority',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Give each rule of the listener a priority of its own.',
};

const values: Rule = {
  id: 'rule-values-at-most-five',
  severity: 'error',
  summary: 'The conditions of a rule have five values together at most',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Make two rules of it.',
};

const socketToFunction: Rule = {
  id: 'socket-not-to-function',
  severity: 'error',
  summary: 'Sockets are not sent to functions',
  prevents: 'sockets that never open: a balancer answers an upgrade that a function would get with 400',
  fix: 'Send the path to a service that runs.',
};

const agree: Rule = {
  id: 'blue-equals-green',
  severity: 'error',
  summary: 'The two target groups that deployments alternate between have the same attributes and health checks',
  prevents: 'settings that change with every second deployment, and back with the next',
  fix: 'Make both groups from the same values.',
};

const valuesMax = 5;

export const routingRules: Rules = {
  rules: [priorities, values, socketToFunction, agree],
  check({ deployment }, say) {
    for (const balancer of deployment.balancers) {
      for (const listener of balancer.listeners) samePriorities(balancer, listener, say);
      for (const rule of balancer.rules) conditions(deployment, rule, say);
    }
    for (const service of deployment.template.ofType('AWS::ECS::Service'))
      for (const entry of service.properties.get('LoadBalancers').items() ?? [])
        groupsAgree(deployment, entry, say);
  },
};

function samePriorities({ rules }: Balancer, listener: Resource, say: Say): void {
  const taken = new Map<number, string>();
  for (const { properties } of rules) {
    const view = properties.get('Priority');
    const priority = view.number();
    const [on] = properties.get('ListenerArn').references();
    if (on?.id !== listener.id || typeof priority !== 'number') continue;
    const other = taken.get(priority);
    if (other !== undefined) say(priorities, view, `${priority} is the priority of ${other}, too`);
    taken.set(priority, properties.place.resource);
  }
}

function conditions({ template }: Deployment, { properties }: Resource, say: Say): void {
  const view = properties.get('Conditions');
  const all = (view.items() ?? []).flatMap(valuesOf);
  if (all.length > valuesMax) say(values, view, `there are ${all.length}`);
  const targets = properties
    .get('Actions')
    .references()
    .map(({ id }) => template.get(id));
  const toFunction = targets.some((target) => target?.properties.get('TargetType').text() === 'lambda');
  const socket = all.find((value) => isSocketPath(value));
  if (toFunction && socket !== undefined) say(socketToFunction, view, `${socket} goes to a function`);
}

/** The values of one condition, in whichever of its ways they are written. */
function valuesOf(condition: View): string[] {
  const parts = [condition, ...condition.keys().map((key) => condition.get(key))];
  const lists = parts.flatMap((part) => [part.get('Values'), part.get('RegexValues')]);
  const [written] = lists.filter((list) => Array.isArray(list.value));
  return (written?.items() ?? []).map((value) => value.text() ?? asKey(value.value));
}

/** What two groups may differ in: what they are called. */
const ofItsOwn = new Set(['Name', 'Tags', 'TargetGroupAttributes', 'Targets']);

function groupsAgree({ template }: Deployment, entry: View, say: Say): void {
  const [blue, green] = [
    entry.get('TargetGroupArn'),
    entry.get('AdvancedConfiguration', 'AlternateTargetGroupArn'),
  ]
    .flatMap((view) => view.references().slice(0, 1))
    .map(({ id }) => template.get(id));
  if (blue === undefined || green === undefined || blue.id === green.id) return;
  const other = blue.properties.place.resource;
  const keys = new Set([...blue.properties.keys(), ...green.properties.keys()]);
  for (const key of keys) {
    const [left, right] = [blue.properties.get(key), green.properties.get(key)];
    if (!ofItsOwn.has(key) && asKey(left.value) !== asKey(right.value))
      say(
        agree,
        right,
        `it is ${asKey(right.value) || 'not set'}, and ${asKey(left.value) || 'not set'} in ${other}`,
      );
  }
  const [left, right] = [blue, green].map(({ properties }) => attributesOf(properties));
  if (left !== right)
    say(agree, green.properties.get('TargetGroupAttributes'), `they are ${right}, and ${left} in ${other}`);
}

function attributesOf(properties: View): string {
  const items = properties.get('TargetGroupAttributes').items() ?? [];
  return items
    .map((item) => `${asKey(item.get('Key').value)} ${asKey(item.get('Value').value)}`.replaceAll('"', ''))
    .sort()
    .join(', ');
}
