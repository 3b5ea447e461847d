import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../log.ts';
import type { SupervisedProcess } from './process.ts';

/** A process's name, and whoever bears it: the dead are succeeded by another process of the same name. */
export interface ProcessSlot {
  /** Starts its first process; the post is kept filled from now on. */
  start(): SupervisedProcess;
  /** Resolves when a new process has become ready, has taken over, and the old one has ended. */
  replace(): Promise<void>;
  /** Its process, if that is ready. */
  readyProcess(): SupervisedProcess | null;
}

export interface ProcessSlotOptions {
  readonly name: string;
  readonly log: Log;
  readonly timers: Clock;
  /** Starts a process, which calls back when it wants to be replaced. */
  readonly launch: (onRecycle: () => void) => SupervisedProcess;
  /** Counts a death. Milliseconds to wait before the next start; null: there is to be none. */
  readonly recordDeath: () => number | null;
  /** Replacements wait for one another, so that there is never more than one process too many. */
  readonly serialize: (work: () => Promise<void>) => Promise<void>;
  readonly isStopping: () => boolean;
}

export function createProcessSlot(parts: ProcessSlotOptions): ProcessSlot {
  const { name, log, timers, launch, recordDeath, serialize, isStopping } = parts;
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
    if (!replacement) await new Promise<void>((resolve) => timers.after(waitMs, resolve));
    if (!isStopping()) promote(replacement ?? launchProcess());
  }

  async function replace(old: SupervisedProcess): Promise<void> {
    if (current !== old || old.state() === 'ended' || isStopping()) return;
    replacement = launchProcess();
    const next = replacement;
    const ready = await next.ready;
    replacement = null;
    // If the old one has died meanwhile, the next one has already taken its place.
    if (current !== old || isStopping()) return;
    if (!ready) {
      log.error({ name }, 'replacement did not become ready: the old process goes on');
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
