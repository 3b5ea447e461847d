import type { Rule } from '../source.ts';

export const heard: Rule = {
  id: 'program-has-the-signal',
  severity: 'warning',
  summary: 'The first process of a container is the program, or an init that passes signals on',
  prevents: 'SIGTERM that never arrives: every stop takes until the kill, and what was in progress is lost',
  fix: "Start the program itself, as ['node', 'server.js'], or write exec before the last command of the shell.",
};

const shells = /^(?:.*\/)?(?:sh|bash|ash|dash)$/;
const runners = /^(?:.*\/)?(?:npm|npx|yarn|pnpm)$/;

/** Why a process that is started with these words does not pass SIGTERM on; null where it does, or nobody can know. */
export function whyDeaf(words: readonly string[]): string | null {
  const [first, flag, script] = words;
  if (first === undefined) return null;
  if (runners.test(first))
    return `${first} starts it, and does not pass SIGTERM on to what its script starts`;
  if (!shells.test(first) || flag === undefined || !/^-\w*c$/.test(flag) || script === undefined) return null;
  if (/\b(?:exec|trap)\s/.test(script)) return null;
  // A shell that runs one simple command becomes that command; one with more to do stays, and is deaf.
  const [program = ''] = script.trim().split(/\s+/);
  if (runners.test(program) && !/[&|;\n]/.test(script))
    return `the shell starts ${program}, and neither passes SIGTERM on`;
  return /&&|\|\||[;|\n]/.test(script.trim())
    ? 'the shell waits for its last command, and does not pass SIGTERM on'
    : null;
}
