import { parseCpuUnits } from '../../../models/cloudformation/fargate.ts';
import { cloudFormationRule } from '../../../rule.ts';
import { numberOrZero, readTaskMemory, sumOf } from './task-memory.ts';

export const containersWithinTask = cloudFormationRule({
  id: 'containers-within-task',
  severity: 'error',
  summary: 'The containers of a task do not get more memory or CPU than the task',
  rationale: 'a deployment that is rejected',
  fix: 'Raise the Memory or Cpu of the task, or lower those of the containers.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  check({ template }, report) {
    for (const { properties } of template.definitions) {
      const memory = readTaskMemory(properties);
      if (memory !== null) {
        const { node, available, above, reserved } = memory;
        for (const one of above)
          report(one, `it is ${numberOrZero(one)} MiB, and the task has ${available} MiB`);
        if (above.length === 0 && reserved > available)
          report(node, `it is ${available} MiB, and the containers reserve ${reserved} MiB together`);
      }
      const cpu = properties.get('Cpu');
      const units = cpu.number(parseCpuUnits);
      const requested = sumOf(
        properties
          .get('ContainerDefinitions')
          .list()
          .map((one) => one.get('Cpu')),
      );
      if (typeof units === 'number' && requested > units)
        report(cpu, `it has ${units} CPU units, and the containers ${requested} together`);
    }
  },
});
