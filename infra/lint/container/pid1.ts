import type { Rule, Violation } from '../types.ts';
import { readScriptEnd, type Shell, shellOf } from './shell.ts';

export const signalReachesProgram: Rule = {
  id: 'program-has-the-signal',
  severity: 'warning',
  summary: 'SIGTERM reaches the program of a container',
  rationale:
    'a program that is killed at every stop and every deployment, with the requests that it works on',
  fix: "Start the program directly, as ['node', 'server.js'], or put exec before the last command of the shell.",
};

/** The shell of the image decides, and the image is not known. */
export const signalMayReachProgram: Rule = {
  ...signalReachesProgram,
  id: 'program-may-miss-the-signal',
  severity: 'note',
  summary: 'SIGTERM reaches the program of a container, whatever the shell of its image',
};

const shells = /^(?:.*\/)?(?:sh|bash|ash|dash)$/;
const runners = /^(?:.*\/)?(?:npm|npx|yarn|pnpm)$/;
const inits = /^(?:.*\/)?(?:tini|tini-static|docker-init|dumb-init|catatonit)$/;

interface Start {
  readonly image: string | null;
  readonly hasInit: boolean;
}

type SignalProblem = Pick<Violation, 'rule' | 'message' | 'fix'>;

/** Why a program started with this command does not get SIGTERM; null when it does, or when that is unknown. */
export function findSignalProblem(words: readonly string[], { image, hasInit }: Start): SignalProblem | null {
  const [first = '', flag, script] = words;
  if (inits.test(first)) return findBehindInit(words, image);
  if (runners.test(first)) {
    // npm sends the signal to the shell of the script. Shells that become the program pass it on in that way.
    const isPassedOn = hasInit || shellOf('sh', image) === 'ash' || shellOf('sh', image) === 'bash';
    return isPassedOn
      ? null
      : problem(false, `${first} starts it in a shell, which does not forward SIGTERM`);
  }
  if (!shells.test(first) || flag === undefined || !/^-\w*c$/.test(flag) || script === undefined) return null;
  const end = readScriptEnd(script);
  if (end.isHandled || end.isJob || end.program === '') return null;
  const shell = shellOf(first, image);
  if (becomesProgram(shell ?? 'dash', end)) return null;
  const isUncertain = end.isCompound || (shell === null && end.isSimple);
  return problem(isUncertain, describe(shell, end.isSimple, hasInit), fixFor(end.isSimple, end.program));
}

/** An init sends the signal to its child; with an option, or as dumb-init does, to the whole group. */
function findBehindInit(words: readonly string[], image: string | null): SignalProblem | null {
  const [init = '', ...rest] = words;
  const start = rest.findIndex((word) => !word.startsWith('-'));
  const flags = rest.slice(0, Math.max(0, start));
  const reachesGroup = /dumb-init$/.test(init)
    ? !flags.includes('-c')
    : flags.some((flag) => /^-\w*g/.test(flag));
  return reachesGroup || start < 0 ? null : findSignalProblem(rest.slice(start), { image, hasInit: true });
}

const becomesProgram = (
  shell: Shell,
  { isSimple, endsWithNewline }: ReturnType<typeof readScriptEnd>,
): boolean => isSimple && (shell === 'bash' || (shell === 'ash' && !endsWithNewline));

function describe(shell: Shell | null, isSimple: boolean, hasInit: boolean): string {
  const which =
    shell !== null ? ` (${shell})` : isSimple ? ', where it is dash as on Debian and Ubuntu,' : '';
  return hasInit
    ? `the init sends SIGTERM to the shell${which} only; the shell ends, and the program is killed`
    : `the shell${which} waits for its last command and does not forward SIGTERM`;
}

const fixFor = (isSimple: boolean, program: string): string | undefined =>
  isSimple && /^[\w./-]+$/.test(program) ? `Put exec before the last command: exec ${program} …` : undefined;

const problem = (isUncertain: boolean, message: string, fix?: string): SignalProblem => ({
  rule: isUncertain ? signalMayReachProgram : signalReachesProgram,
  message,
  ...(fix === undefined ? {} : { fix }),
});
