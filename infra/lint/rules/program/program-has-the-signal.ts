import { findSignalProblem } from '../../container/pid1.ts';
import { programRule } from '../../rule.ts';

export const programHasSignal = programRule({
  id: 'program-has-the-signal',
  severity: 'warning',
  summary: 'SIGTERM reaches the program of a container',
  rationale:
    'a program that is killed at every stop and every deployment, with the requests that it works on',
  fix: "Start the program directly, as ['node', 'server.js'], or put exec before the last command of the shell.",
  source: 'https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example',
  check(program, report) {
    const problem = findSignalProblem(program);
    if (problem !== null && !problem.isUncertain) report(program.commandNode, problem.message, problem.fix);
  },
});
