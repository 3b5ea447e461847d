import type { Timers } from '../live/timers.ts';
import type { SupervisedProcess } from './cluster-process.ts';
import type { Log } from './log.ts';

/** A process's name, and whoever bears it: the dead are succeeded by another process of the same name. */
export interface Post {
  /** Starts its first process; the post is kept filled from now on. */
  fill(): SupervisedProcess;
  /** Resolves when a new process has become ready, has taken over, and the old one has ended. */
  replace(): Promise<void>;
  /** Its process, if that is ready. */
  serving(): SupervisedProcess | null;
}

export interface PostParts {
  readonly name: string;
  readonly log: Log;
  readonly timers: Timers;
  /** Starts a process, which calls back when it wants to be replaced. */
  readonly launch: (onRecycle: () => void) => SupervisedProcess;
  /** Counts a death. Milliseconds to wait before the next start; null: there is to be none. */
  readonly died: () => number | null;
  /** Replacements wait for one another, so that there is never more than one process too many. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly isStopping: () => boolean;
}

export function createPost(parts: PostParts): Post {
  const { name, log, timers, launch, died, inTurn, isStopping } = parts;
  let holder: SupervisedProcess | null = null;
  let successor: SupervisedProcess | null = null;

  function start(): SupervisedProcess {
    const process = launch(() => void inTurn(() => replace(process)));
    return process;
  }

  function appoint(process: SupervisedProcess): SupervisedProcess {
    holder = process;
    void process.ended.then(() => succeed(process));
    return process;
  }

  async function succeed(process: SupervisedProcess): Promise<void> {
    if (holder !== process || isStopping()) return;
    log.error({ name, pid: process.pid }, 'process died');
    const waitMs = died();
    if (waitMs === null) return;
    if (!successor) await new Promise<void>((resolve) => timers.after(waitMs, resolve));
    if (!isStopping()) appoint(successor ?? start());
  }

  async function replace(old: SupervisedProcess): Promise<void> {
    if (holder !== old || old.state() === 'ended' || isStopping()) return;
    successor = start();
    const next = successor;
    const ready = await next.ready;
    successor = null;
    // If the old one has died meanwhile, the next one has already taken its place.
    if (holder !== old || isStopping()) return;
    if (!ready) {
      log.error({ name }, 'replacement did not become ready: the old process goes on');
      return;
    }
    appoint(next);
    old.drain('replaced');
    await old.ended;
  }

  return {
    fill: () => appoint(start()),
    replace: () => inTurn(async () => (holder ? replace(holder) : undefined)),
    serving: () => (holder?.state() === 'ready' ? holder : null),
  };
}
