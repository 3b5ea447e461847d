import { findSignalProblem } from '../../container/pid1.ts';
import { programRule } from '../../rule.ts';

/** The shell of the image decides, and the image is not known. */
export const programMayMissSignal = programRule({
  id: 'program-may-miss-the-signal',
  severity: 'note',
  summary: 'SIGTERM reaches the program of a container, whatever the shell of its image',
  rationale:
    'a program that is killed at every stop and every deployment, with the requests that it works on',
  fix: "Start the program directly, as ['node', 'server.js'], or put exec before the last command of the shell.",
  source: 'https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example',
  check(program, report) {
    const problem = findSignalProblem(program);
    if (problem?.isUncertain) report(program.commandNode, problem.message, problem.fix);
  },
});
