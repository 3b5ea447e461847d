import type { Bus } from '../live/bus.ts';
import { topics } from '../live/messages.ts';
import type { Lease } from '../store/store.ts';
import { type Run, type RunParts, runDebate } from './run-debate.ts';

export interface WorkerParts extends RunParts {
  readonly bus: Bus;
  /** Names this worker in the leases it holds; unique to the process. */
  readonly owner: string;
  /** The store failed: told, and tried again. */
  readonly onOutage: (error: unknown, doing: string) => void;
}

export interface Worker {
  /** Debates that this worker advances at present. */
  running(): number;
  /**
   * Claims no more. Leases pass on as soon as a debate's running turns have ended; what still runs when `signal`
   * aborts is stopped and will be run again by the next worker.
   */
  drain(signal: AbortSignal): Promise<void>;
}

/** `ended` resolves once the lease has been given back. */
interface Held {
  readonly lease: Lease;
  readonly run: Run;
  readonly ended: Promise<void>;
}

/** Claims debates, renews their leases and runs them, as many at once as the contract allows. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { store, bus, owner, contract } = parts;
  const { leaseMs, renewMs, claimMs, debatesPerWorker } = contract.work;
  const runs = new Map<string, Held>();
  let draining = false;
  let claiming: Promise<void> | null = null;
  let claimAgain = false;

  /** Claims what there is room for. A call while another runs makes that one look again. */
  function claim(): void {
    claimAgain = true;
    claiming ??= claimAll().finally(() => {
      claiming = null;
    });
  }

  async function claimAll(): Promise<void> {
    try {
      while (claimAgain) {
        claimAgain = false;
        const room = debatesPerWorker - runs.size;
        if (draining || room <= 0) return;
        for (const lease of await store.claim(owner, room, leaseMs)) begin(lease);
      }
    } catch (error) {
      parts.onOutage(error, 'claim');
    }
  }

  function begin(lease: Lease): void {
    const run = runDebate(lease, parts);
    const ended = run.done.then(
      () => end(lease, true),
      (error: unknown) => {
        parts.onOutage(error, `debate ${lease.debate}`);
        // Not given back: its expiry is the pause before the next try, so that a fault cannot spin.
        return end(lease, false);
      },
    );
    runs.set(lease.debate, { lease, run, ended });
    if (draining) run.drain();
  }

  async function end(lease: Lease, giveBack: boolean): Promise<void> {
    if (runs.get(lease.debate)?.lease.epoch === lease.epoch) runs.delete(lease.debate);
    if (giveBack)
      await store.release(owner, [lease]).catch((error: unknown) => parts.onOutage(error, 'release'));
    claim();
  }

  /** A lease that is not renewed has passed to another worker, whose appends would refuse ours anyway. */
  async function renew(): Promise<void> {
    const held = [...runs.values()];
    if (held.length === 0) return;
    try {
      const kept = await store.renew(
        owner,
        held.map(({ lease }) => lease),
        leaseMs,
      );
      const ids = new Set(kept.map(({ debate, epoch }) => `${debate} ${epoch}`));
      for (const { lease, run } of held) if (!ids.has(`${lease.debate} ${lease.epoch}`)) run.abandon();
    } catch (error) {
      parts.onOutage(error, 'renew');
    }
  }

  /** Commands reach a run as hints; when a hint is lost, this finds what it told of. */
  async function catchUp(): Promise<void> {
    if (runs.size === 0) return;
    try {
      const heads = await store.heads([...runs.keys()]);
      for (const [debate, { run }] of runs) if ((heads.get(debate) ?? 0) > run.seq()) run.nudge();
    } catch (error) {
      parts.onOutage(error, 'catch up');
    }
  }

  const unsubscribe = await bus.subscribe(topics.work, (debate) => {
    const held = runs.get(debate);
    if (held) held.run.nudge();
    else claim();
  });
  const timers = [
    setInterval(claim, claimMs),
    setInterval(() => void renew(), renewMs),
    setInterval(() => void catchUp(), contract.live.pollMs),
  ];
  claim();

  return {
    running: () => runs.size,
    async drain(signal) {
      draining = true;
      const stop = () => {
        for (const { run } of runs.values()) run.abandon();
      };
      signal.addEventListener('abort', stop, { once: true });
      for (const { run } of runs.values()) run.drain();
      if (signal.aborted) stop();
      // A claim that is under way still brings leases, which must be given back.
      await claiming;
      while (runs.size > 0) await Promise.all([...runs.values()].map(({ ended }) => ended));
      for (const timer of timers) clearInterval(timer);
      unsubscribe();
    },
  };
}
