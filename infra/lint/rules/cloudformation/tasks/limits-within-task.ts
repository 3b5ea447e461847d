import { cloudFormationRule } from '../../../rule.ts';
import { readTaskMemory } from './task-memory.ts';

export const limitsWithinTask = cloudFormationRule({
  id: 'limits-within-task',
  severity: 'warning',
  summary: 'All containers of a task can reach their memory limits at the same time',
  rationale: 'a container killed below its own limit, because the others use up the memory of the task',
  fix: 'Raise the Memory of the task, or lower the limits of the containers.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  check({ template }, report) {
    for (const { properties } of template.definitions) {
      const memory = readTaskMemory(properties);
      if (memory === null || memory.above.length > 0 || memory.reserved > 0) continue;
      const { node, available, limited } = memory;
      if (limited > available)
        report(node, `it is ${available} MiB, and the containers may use ${limited} MiB together`);
    }
  },
});
