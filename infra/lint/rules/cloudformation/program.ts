import { signalReachesProgram } from '../../container/pid1.ts';
import { checkProgram, type Program, programRules } from '../../container/program.ts';
import { type EcsTask, readTask } from '../../models/cloudformation/task.ts';
import type { CloudFormationRuleSet } from './context.ts';

const MiB = 1024 * 1024;

const taskFix =
  "Start the program directly, as ['node', 'server.js'], or set LinuxParameters.InitProcessEnabled.";

/** The rules for programs, applied to the tasks of services. */
export const taskProgramRules: CloudFormationRuleSet = {
  rules: programRules,
  check({ deployment: { template } }, report) {
    for (const service of template.ofType('AWS::ECS::Service')) {
      const program = readTaskProgram(readTask(template, service));
      for (const { rule, place, message } of program === null ? [] : checkProgram(program))
        report(rule, { place }, message, rule === signalReachesProgram ? taskFix : undefined);
    }
  },
};

function readTaskProgram({ container, environment }: EcsTask): Program | null {
  if (container === null) return null;
  const init = container.get('LinuxParameters', 'InitProcessEnabled').flag();
  const words = [container.get('EntryPoint'), container.get('Command')].map(
    (node) => node.items()?.map((word) => word.text() ?? '') ?? null,
  );
  const [entry, command] = words;
  const limit = container.get('Memory').number();
  return {
    // With an init, the init is the first process and forwards signals.
    command: (init === 'absent' || init === false) && entry && command ? [...entry, ...command] : null,
    commandNode: container.get('Command'),
    environment,
    memoryBytesMax: typeof limit === 'number' ? limit * MiB : null,
  };
}
