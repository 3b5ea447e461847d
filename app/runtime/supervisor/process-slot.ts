import { type Clock, sleep } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import type { SupervisedProcess } from './process.ts';

/** One named process of the program; a process that dies is replaced by another of the same name. */
export interface ProcessSlot {
  /** Starts the first process; from now on a process that dies is restarted. */
  start(): SupervisedProcess;
  /** Resolves when a new process is ready and has taken over, and the old one has ended. */
  replace(): Promise<void>;
  /** The current process if it is ready, else null. */
  readyProcess(): SupervisedProcess | null;
}

export interface ProcessSlotOptions {
  readonly name: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Starts a process; it calls `onRecycle` when it asks to be replaced. */
  readonly launch: (onRecycle: () => void) => SupervisedProcess;
  /** Records a death. Returns the milliseconds to wait before the restart; null for no restart. */
  readonly recordDeath: () => number | null;
  /** Runs replacements one after another, so that there is never more than one extra process. */
  readonly serialize: (work: () => Promise<void>) => Promise<void>;
  readonly isStopping: () => boolean;
}

export function createProcessSlot(options: ProcessSlotOptions): ProcessSlot {
  const { name, log, clock, launch, recordDeath, serialize, isStopping } = options;
  let current: SupervisedProcess | null = null;
  let replacement: SupervisedProcess | null = null;

  function launchProcess(): SupervisedProcess {
    const process = launch(() => void serialize(() => replace(process)));
    return process;
  }

  function promote(process: SupervisedProcess): SupervisedProcess {
    current = process;
    void process.ended.then(() => onExit(process));
    return process;
  }

  async function onExit(process: SupervisedProcess): Promise<void> {
    if (current !== process || isStopping()) return;
    log.error({ name, pid: process.pid }, 'process died');
    const waitMs = recordDeath();
    if (waitMs === null) return;
    if (!replacement) await sleep(clock, waitMs);
    if (!isStopping()) promote(replacement ?? launchProcess());
  }

  async function replace(old: SupervisedProcess): Promise<void> {
    if (current !== old || old.state() === 'ended' || isStopping()) return;
    replacement = launchProcess();
    const next = replacement;
    const ready = await next.ready;
    replacement = null;
    // If the old process has died meanwhile, `next` has already taken its place.
    if (current !== old || isStopping()) return;
    if (!ready) {
      log.error({ name }, 'replacement did not become ready, keeping the old process');
      return;
    }
    promote(next);
    old.drain('replaced');
    await old.ended;
  }

  return {
    start: () => promote(launchProcess()),
    replace: () => serialize(async () => (current ? replace(current) : undefined)),
    readyProcess: () => (current?.state() === 'ready' ? current : null),
  };
}
