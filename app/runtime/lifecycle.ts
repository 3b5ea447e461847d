import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { drainMs } from '../contract/derived.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Log } from './log.ts';
import type { DrainReason } from './supervisor/messages.ts';

/**
 * Starts the parts of a process in order and stops them in reverse. Main starts the worker last, so that it stops
 * first: leases are given back before viewers are told to move, and both before what they stand on goes away.
 */
export interface Lifecycle {
  /** Opens a part. If it cannot be opened, those before it are stopped, and the error goes on to the caller. */
  start<T>(name: string, open: () => Promise<T>, stop: StopPart<T>): Promise<T>;
  /** All parts have been started: the process may have traffic. */
  ready(): void;
  /** Whether it may have traffic now; no longer once it drains. */
  isReady(): boolean;
  /**
   * Drains: not ready, then the time in which balancers notice it, then every part is stopped. It never takes longer
   * than the contract's drain, and called again it joins the first. Resolves to whether every part has stopped in
   * time and without an error. A process that is `replaced` stays ready to the last: others serve its port, and no
   * balancer is to notice.
   */
  stop(why: string, reason?: DrainReason): Promise<boolean>;
}

/** `cut` aborts when what is in progress may take no longer. */
type StopPart<T> = (part: T, cut: AbortSignal, reason: DrainReason) => Promise<void>;

export function createLifecycle(contract: Contract, log: Log): Lifecycle {
  const { drainDelayMs, drainInflightMs, viewerCloseMs } = contract.process;
  const parts: {
    readonly name: string;
    readonly stop: (forceSignal: AbortSignal, reason: DrainReason) => Promise<void>;
  }[] = [];
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let stopped: Promise<boolean> | null = null;

  async function drain(why: string, reason: DrainReason, level: 'info' | 'debug'): Promise<boolean> {
    const hadTraffic = state === 'ready';
    if (reason === 'stopped') state = 'draining';
    log[level]({ why, reason }, 'draining');
    const over = new AbortController();
    const deadlinePassed = pause(drainMs(contract), undefined, { ref: false, signal: over.signal }).catch(
      () => {},
    );
    if (hadTraffic && reason === 'stopped') await pause(drainDelayMs);
    const forceSignal = new AbortController();
    const cutting = setTimeout(() => forceSignal.abort(), viewerCloseMs + drainInflightMs);
    const clean = await stopAll(forceSignal.signal, reason, deadlinePassed);
    clearTimeout(cutting);
    over.abort();
    return clean;
  }

  async function stopAll(
    forceSignal: AbortSignal,
    reason: DrainReason,
    deadlinePassed: Promise<void>,
  ): Promise<boolean> {
    let clean = true;
    for (const { name, stop } of parts.splice(0).reverse()) {
      try {
        // When it is late already, a part that can stop at once still does.
        const tooLate = deadlinePassed.then(() => nextTurn('late' as const));
        if ((await Promise.race([stop(forceSignal, reason), tooLate])) !== 'late') continue;
        log.error({ part: name }, 'did not stop in time');
      } catch (error) {
        log.error({ part: name, error }, 'failed to stop');
      }
      clean = false;
    }
    return clean;
  }

  const stop = (why: string, reason: DrainReason = 'stopped'): Promise<boolean> => {
    stopped ??= drain(why, reason, 'info');
    return stopped;
  };

  return {
    stop,
    async start(name, open, stopPart) {
      try {
        const part = await open();
        parts.push({ name, stop: (forceSignal, reason) => stopPart(part, forceSignal, reason) });
        log.debug({ part: name }, 'started');
        return part;
      } catch (error) {
        // The error says it all.
        stopped ??= drain(`${name} cannot be started`, 'stopped', 'debug');
        await stopped;
        throw error;
      }
    },
    ready() {
      if (state === 'starting') state = 'ready';
    },
    isReady: () => state === 'ready',
  };
}

type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

export interface StopSignals {
  readonly signals: readonly StopSignal[];
  /** Where signals come from: the process. */
  readonly source: { on(signal: StopSignal, listener: (signal: string) => void): unknown };
  /** Of the process, in milliseconds: monotonic. */
  readonly now: () => number;
  readonly exit: (code: number) => void;
}

/**
 * Each of the signals drains the process and ends it; a second one ends it at once. One that follows within
 * `signalRepeatMs` is the same signal: npm passes on a Ctrl+C that the terminal has sent to the whole group.
 */
export function stopOnSignals(
  lifecycle: Pick<Lifecycle, 'stop'>,
  { signalDebounceMs }: Contract['process'],
  { signals, source, now, exit }: StopSignals,
): void {
  let firstAt: number | null = null;
  const onSignal = (signal: string): void => {
    if (firstAt === null) {
      firstAt = now();
      void lifecycle.stop(signal).then((clean) => exit(clean ? 0 : 1));
    } else if (now() - firstAt >= signalDebounceMs) exit(1);
  };
  for (const signal of signals) source.on(signal, onSignal);
}
