import { checkProgram, programRules } from '../../container/program.ts';
import { readTask } from '../../models/cloudformation/task.ts';
import { readTaskProgram } from '../../models/cloudformation/task-program.ts';
import type { CloudFormationRuleSet } from './context.ts';

/** The rules for programs, applied to the tasks of services. */
export const taskProgramRules: CloudFormationRuleSet = {
  rules: programRules,
  check({ deployment: { template } }, report) {
    for (const service of template.ofType('AWS::ECS::Service')) {
      const program = readTaskProgram(readTask(template, service));
      for (const { rule, place, message, fix } of program === null ? [] : checkProgram(program))
        report(rule, { place }, message, fix);
    }
  },
};
