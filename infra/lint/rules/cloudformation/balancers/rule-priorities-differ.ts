import { cloudFormationRule } from '../../../rule.ts';

export const rulePrioritiesDiffer = cloudFormationRule({
  id: 'rule-priorities-differ',
  severity: 'error',
  summary: 'The rules of a listener have different priorities',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Give each rule of the listener its own priority.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html',
  check({ balancers }, report) {
    for (const { listeners, rules } of balancers)
      for (const listener of listeners) {
        const inUse = new Map<number, string>();
        for (const { name, properties } of rules) {
          const node = properties.get('Priority');
          const priority = node.number();
          const [on] = properties.get('ListenerArn').references();
          if (on?.id !== listener.id || typeof priority !== 'number') continue;
          const other = inUse.get(priority);
          if (other !== undefined) report(node, `${other} has the priority ${priority}, too`);
          inUse.set(priority, name);
        }
      }
  },
});
