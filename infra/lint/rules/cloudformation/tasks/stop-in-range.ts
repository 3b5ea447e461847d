import { cloudFormationRule } from '../../../rule.ts';

export const stopInRange = cloudFormationRule({
  id: 'stop-in-range',
  severity: 'error',
  summary: 'A container has 2 to 120 s to stop on Fargate',
  rationale: 'a deployment that is rejected',
  fix: 'Choose a StopTimeout in the range, and let the program end within it.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  check({ tasks, standaloneTasks }, report) {
    for (const { container, onFargate } of [...tasks, ...standaloneTasks]) {
      const node = onFargate === true ? container?.get('StopTimeout') : undefined;
      const value = node?.outside(2, 120) ?? null;
      if (node && value !== null) report(node, `it is ${value} s`);
    }
  },
});
