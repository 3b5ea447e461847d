import type { Rule } from '../types.ts';

export const signalReachesProgram: Rule = {
  id: 'program-has-the-signal',
  severity: 'warning',
  summary: 'The first process of a container is the program, or an init that forwards signals',
  rationale:
    'a SIGTERM that never reaches the program: every stop lasts until SIGKILL, and work in progress is lost',
  fix: "Start the program directly, as ['node', 'server.js'], or put exec before the last command of the shell.",
};

const shells = /^(?:.*\/)?(?:sh|bash|ash|dash)$/;
const runners = /^(?:.*\/)?(?:npm|npx|yarn|pnpm)$/;

/** Why a process started with this command does not forward SIGTERM; null when it does, or when that is unknown. */
export function findSignalProblem(words: readonly string[]): string | null {
  const [first, flag, script] = words;
  if (first === undefined) return null;
  if (runners.test(first))
    return `${first} starts it and does not forward SIGTERM to the process of its script`;
  if (!shells.test(first) || flag === undefined || !/^-\w*c$/.test(flag) || script === undefined) return null;
  if (/\b(?:exec|trap)\s/.test(script)) return null;
  // A shell that runs one simple command replaces itself with it; with more commands it stays and ignores SIGTERM.
  const [program = ''] = script.trim().split(/\s+/);
  if (runners.test(program) && !/[&|;\n]/.test(script))
    return `the shell starts ${program}, and neither forwards SIGTERM`;
  return /&&|\|\||[;|\n]/.test(script.trim())
    ? 'the shell waits for its last command and does not forward SIGTERM'
    : null;
}
