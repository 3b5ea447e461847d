import { type Clock, sleep } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import type { SupervisedProcess } from './process.ts';

/** One named process of the program; a process that dies is replaced by another of the same name. */
export interface ProcessSlot {
  /** Starts the first process; from now on a process that dies is restarted. */
  start(): SupervisedProcess;
  /** Takes a process that runs already as the first one. */
  adopt(process: SupervisedProcess): void;
  /** Resolves when a new process is ready and has taken over, and the old one has ended. */
  replace(): Promise<void>;
  /** The current process if it is ready, else null. */
  readyProcess(): SupervisedProcess | null;
}

export interface ProcessSlotOptions {
  readonly name: string;
  readonly log: Log;
  readonly clock: Clock;
  /** A replacement opens the store only when the old process has ended: it serves one process at a time. */
  readonly isExclusive: boolean;
  /** Starts a process, on standby or not; it calls `onRecycle` when it asks to be replaced. */
  readonly launch: (isStandby: boolean, onRecycle: () => void) => SupervisedProcess;
  /** Called when a process takes over, before the old one drains. */
  readonly onPromoted: (process: SupervisedProcess) => void;
  /** Records a death. Returns the milliseconds to wait before the restart; null for no restart. */
  readonly recordDeath: () => number | null;
  /** Runs replacements one after another, so that there is never more than one extra process. */
  readonly serialize: (work: () => Promise<void>) => Promise<void>;
  readonly isStopping: () => boolean;
}

export function createProcessSlot(options: ProcessSlotOptions): ProcessSlot {
  const { name, log, clock, isExclusive, launch, recordDeath, serialize, isStopping } = options;
  let current: SupervisedProcess | null = null;
  let replacement: SupervisedProcess | null = null;
  let storeIsFree: Promise<void> = Promise.resolve();

  function launchProcess(isStandby: boolean): SupervisedProcess {
    const process = launch(isStandby, () => void serialize(() => replace(process)));
    return process;
  }

  function adopt(process: SupervisedProcess): void {
    current = process;
    void process.ended.then(() => onExit(process));
  }

  function promote(process: SupervisedProcess): SupervisedProcess {
    adopt(process);
    options.onPromoted(process);
    return process;
  }

  async function onExit(process: SupervisedProcess): Promise<void> {
    if (current !== process || isStopping()) return;
    log.error({ name, pid: process.pid }, 'process died');
    const waitMs = recordDeath();
    if (waitMs === null) return;
    if (!replacement) await sleep(clock, waitMs);
    await storeIsFree;
    if (!isStopping()) promote(replacement ?? launchProcess(false)).open();
  }

  async function replace(old: SupervisedProcess): Promise<void> {
    if (current !== old || old.state() === 'ended' || isStopping()) return;
    replacement = launchProcess(isExclusive);
    const next = replacement;
    const isPrepared = await (isExclusive ? next.prepared : next.ready);
    replacement = null;
    // If the old process has died meanwhile, `next` has already taken its place.
    if (current !== old || isStopping()) return;
    if (!isPrepared) {
      log.error({ name }, 'replacement did not become ready, keeping the old process');
      return;
    }
    promote(next);
    if (isExclusive) storeIsFree = old.ended;
    old.drain('replaced');
    await old.ended;
    next.open();
    await next.ready;
  }

  return {
    start: () => promote(launchProcess(false)),
    adopt,
    replace: () => serialize(async () => (current ? replace(current) : undefined)),
    readyProcess: () => (current?.state() === 'ready' ? current : null),
  };
}
