import { drainMs } from '../contract/derived.ts';
import type { Contract } from '../contract/types/contract.ts';
import { type Clock, sleep } from '../shared/clock.ts';
import type { Log } from './log.ts';
import type { DrainReason } from './supervisor/messages.ts';

/**
 * Starts the components of a process in order and stops them in reverse. Main starts the worker last, so that it stops
 * first: it gives its leases back before viewers are asked to reconnect, and both happen before the store closes.
 */
export interface Lifecycle {
  /** Opens a component. If that fails, stops the components before it and rejects with the error. */
  start<T>(name: string, open: () => Promise<T>, stop: StopComponent<T>): Promise<T>;
  /** All components have started: the process may receive traffic. */
  ready(): void;
  /** The process may receive traffic; false again from the start of a drain. */
  isReady(): boolean;
  /** Aborts when the drain begins, also for a process that is replaced. */
  readonly drainSignal: AbortSignal;
  /**
   * Drains: turns not ready, waits until balancers notice, then stops every component. Takes at most the drain time of
   * the contract. A second call joins the first. Resolves to true if every component stopped in time and without an
   * error. A process that is `replaced` stays ready: others serve its port, and no balancer must notice.
   */
  stop(why: string, reason?: DrainReason): Promise<boolean>;
}

/** `forceSignal` aborts when the work in progress must end. */
type StopComponent<T> = (component: T, forceSignal: AbortSignal, reason: DrainReason) => Promise<void>;

interface StartedComponent {
  readonly name: string;
  readonly stop: (forceSignal: AbortSignal, reason: DrainReason) => Promise<void>;
}

export function createLifecycle(contract: Contract, log: Log, clock: Clock): Lifecycle {
  const { drainDelayMs, drainInflightMs, viewerCloseMs } = contract.process;
  const components: StartedComponent[] = [];
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  let stopped: Promise<boolean> | null = null;
  const draining = new AbortController();

  async function drain(why: string, reason: DrainReason, level: 'info' | 'debug'): Promise<boolean> {
    const hadTraffic = state === 'ready';
    if (reason === 'stopped') state = 'draining';
    log[level]({ why, reason }, 'draining');
    draining.abort();
    const deadline = Promise.withResolvers<void>();
    const cancelDeadline = clock.after(drainMs(contract), deadline.resolve);
    if (hadTraffic && reason === 'stopped') await sleep(clock, drainDelayMs);
    const force = new AbortController();
    const cancelForce = clock.after(viewerCloseMs + drainInflightMs, () => force.abort());
    const clean = await stopAll(force.signal, reason, deadline.promise);
    cancelForce();
    cancelDeadline();
    return clean;
  }

  async function stopAll(
    forceSignal: AbortSignal,
    reason: DrainReason,
    deadlinePassed: Promise<void>,
  ): Promise<boolean> {
    let clean = true;
    for (const { name, stop } of components.splice(0).reverse()) {
      try {
        // After the deadline, a component that stops at once still does.
        const tooLate = deadlinePassed.then(() => nextTurn(clock));
        if ((await Promise.race([stop(forceSignal, reason), tooLate])) !== 'late') continue;
        log.error({ component: name }, 'component did not stop in time');
      } catch (error) {
        log.error({ component: name, error }, 'component failed to stop');
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
    async start(name, open, stopComponent) {
      try {
        const component = await open();
        components.push({ name, stop: (force, reason) => stopComponent(component, force, reason) });
        log.debug({ component: name }, 'component started');
        return component;
      } catch (error) {
        // The caller reports the error; the drain itself is not worth a line.
        stopped ??= drain(`${name} failed to start`, 'stopped', 'debug');
        await stopped;
        throw error;
      }
    },
    ready() {
      if (state === 'starting') state = 'ready';
    },
    isReady: () => state === 'ready',
    drainSignal: draining.signal,
  };
}

const nextTurn = (clock: Clock) => new Promise<'late'>((resolve) => clock.defer(() => resolve('late')));

type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

export interface StopSignalOptions {
  readonly signals: readonly StopSignal[];
  /** Emits the signals: `process`. */
  readonly source: Record<'on' | 'off', (signal: StopSignal, listener: (signal: string) => void) => unknown>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly exit: (code: number) => void;
}

/**
 * Drains and exits on the first of the signals; exits at once on a second one. A signal within `signalDebounceMs` of
 * the first counts as the same: npm passes on a Ctrl+C that the terminal has already sent to the whole process group.
 * Call the result to leave the signals to others.
 */
export function stopOnSignals(
  lifecycle: Pick<Lifecycle, 'stop'>,
  { signalDebounceMs }: Contract['process'],
  { signals, source, clock, exit }: StopSignalOptions,
): () => void {
  let firstAtMs: number | null = null;
  const onSignal = (signal: string): void => {
    if (firstAtMs === null) {
      firstAtMs = clock.monotonicMs();
      void lifecycle.stop(signal).then((clean) => exit(clean ? 0 : 1));
    } else if (clock.monotonicMs() - firstAtMs >= signalDebounceMs) exit(1);
  };
  for (const signal of signals) source.on(signal, onSignal);
  return () => {
    for (const signal of signals) source.off(signal, onSignal);
  };
}
