import { heard } from '../../container/pid1.ts';
import { flawsOfProgram, type Program, programRules } from '../../container/program.ts';
import { type Task, taskOf } from '../../models/cloudformation/task.ts';
import type { Rules } from './rule.ts';

const MiB = 1024 * 1024;

const fixOfTask =
  "Start the program itself, as ['node', 'server.js'], or set LinuxParameters.InitProcessEnabled.";

/** What is true of programs wherever they run, here of those that services run. */
export const taskProgramRules: Rules = {
  rules: programRules,
  check({ deployment: { template } }, say) {
    for (const service of template.ofType('AWS::ECS::Service')) {
      const program = programOf(taskOf(template, service));
      for (const { rule, place, message } of program === null ? [] : flawsOfProgram(program))
        say(rule, { place }, message, rule === heard ? fixOfTask : undefined);
    }
  },
};

function programOf({ container, environment }: Task): Program | null {
  if (container === null) return null;
  const init = container.get('LinuxParameters', 'InitProcessEnabled').flag();
  const words = [container.get('EntryPoint'), container.get('Command')].map(
    (view) => view.items()?.map((word) => word.text() ?? '') ?? null,
  );
  const [entry, command] = words;
  const limit = container.get('Memory').number();
  return {
    // An init is the first process then, and passes signals on.
    command: (init === 'absent' || init === false) && entry && command ? [...entry, ...command] : null,
    commandNode: container.get('Command'),
    environment,
    memoryBytesMax: typeof limit === 'number' ? limit * MiB : null,
  };
}
