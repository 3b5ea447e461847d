import type { Program } from './program.ts';
import { readScriptEnd, type Shell, shellOf } from './shell.ts';

const shells = /^(?:.*\/)?(?:sh|bash|ash|dash)$/;
const runners = /^(?:.*\/)?(?:npm|npx|yarn|pnpm)$/;
const inits = /^(?:.*\/)?(?:tini|tini-static|docker-init|dumb-init|catatonit)$/;

type Start = Pick<Program, 'command' | 'image' | 'hasInit'>;

interface SignalProblem {
  readonly message: string;
  readonly fix?: string | undefined;
  /** Whether it depends on a shell that is not known. */
  readonly isUncertain: boolean;
}

/** Why a program does not get SIGTERM; null when it does, or when that is unknown. */
export function findSignalProblem({ command, image, hasInit }: Start): SignalProblem | null {
  if (command === null) return null;
  const [first = '', flag, script] = command;
  if (inits.test(first)) return findBehindInit(command, image);
  if (runners.test(first)) {
    // npm sends the signal to the shell of the script. Shells that become the program pass it on in that way.
    const isPassedOn = hasInit || ['ash', 'bash'].includes(shellOf('sh', image) ?? '');
    const message = `${first} starts it in a shell, which does not forward SIGTERM`;
    return isPassedOn ? null : { isUncertain: false, message };
  }
  if (!shells.test(first) || flag === undefined || !/^-\w*c$/.test(flag) || script === undefined) return null;
  const end = readScriptEnd(script);
  if (end.isHandled || end.isJob || end.program === '') return null;
  const shell = shellOf(first, image);
  if (becomesProgram(shell ?? 'dash', end)) return null;
  return {
    isUncertain: end.isCompound || (shell === null && end.isSimple),
    message: describe(shell, end.isSimple, hasInit),
    fix: fixFor(end.isSimple, end.program),
  };
}

/** An init sends the signal to its child; with an option, or as dumb-init does, to the whole group. */
function findBehindInit([init = '', ...rest]: readonly string[], image: string | null): SignalProblem | null {
  const start = rest.findIndex((word) => !word.startsWith('-'));
  const flags = rest.slice(0, Math.max(0, start));
  const reachesGroup = /dumb-init$/.test(init)
    ? !flags.includes('-c')
    : flags.some((flag) => /^-\w*g/.test(flag));
  return reachesGroup || start < 0
    ? null
    : findSignalProblem({ command: rest.slice(start), image, hasInit: true });
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
