import type { Claimed, Lease } from '../store/store.ts';
import { tellFault } from './faults.ts';
import { type News, whyLeft } from './news.ts';
import { type Run, type RunParts, runDebate } from './run-debate.ts';

export type HeldParts = RunParts & {
  /** Names this worker in the leases it holds; unique to the process. */
  readonly owner: string;
  readonly onNews: (news: News) => void;
  /** A debate has ended here, so that there is room for another. */
  readonly onRoom: () => void;
};

/** The debates that this worker holds the leases of. */
export interface Held {
  size(): number;
  begin(lease: Claimed): void;
  /** Tells a debate's run that somebody else has appended. Answers whether it is held here. */
  nudge(debate: string): boolean;
  /** Prolongs all leases. A debate whose lease has passed to another worker is stopped at once. */
  renew(): Promise<void>;
  /** Commands reach a run as hints; when a hint is lost, this finds what it told of. */
  catchUp(): Promise<void>;
  /** Starts no more turns; when `signal` aborts, those that run are stopped. */
  drain(signal: AbortSignal): void;
  /** Resolves when nothing is held any more: leases have been given back, and calls have ended. */
  none(): Promise<void>;
}

export function holdDebates(parts: HeldParts): Held {
  const { store, owner, contract, now, onNews, onRoom } = parts;
  const runs = new Map<string, { readonly lease: Claimed; readonly run: Run }>();
  const endings = new Set<Promise<void>>();
  let draining = false;

  function begin(lease: Claimed): void {
    // The lease had run out before it was renewed, and came back to us.
    runs.get(lease.debate)?.run.abandon('fenced');
    onNews({ what: 'a debate has begun here', about: lease });
    const run = runDebate(lease, parts);
    runs.set(lease.debate, { lease, run });
    const ending = end(lease, run).finally(() => endings.delete(ending));
    endings.add(ending);
    if (draining) run.drain();
  }

  async function end(lease: Claimed, run: Run): Promise<void> {
    const began = now();
    try {
      await run.done.finally(() => {
        if (runs.get(lease.debate)?.run === run) runs.delete(lease.debate);
      });
      // Not after a failure: the lease's expiry is the pause before the next try, so that a fault cannot spin.
      await store.release(owner, [lease]);
    } catch (error) {
      tellFault(parts, error, 'run a debate', lease.debate);
    }
    onNews(left(lease, run, now().getTime() - began.getTime()));
    onRoom();
    await run.settled();
  }

  return {
    size: () => runs.size,
    begin,
    nudge(debate) {
      runs.get(debate)?.run.nudge();
      return runs.has(debate);
    },

    async renew() {
      const held = [...runs.values()];
      const leases = held.map(({ lease }) => lease);
      const kept = await store.renew(owner, leases, contract.work.leaseMs);
      const ids = new Set(kept.map(name));
      for (const { lease, run } of held) if (!ids.has(name(lease))) run.abandon('fenced');
    },

    async catchUp() {
      if (runs.size === 0) return;
      const heads = await store.heads([...runs.values()].map(({ lease }) => lease));
      for (const [debate, { run }] of runs) if ((heads.get(debate) ?? 0) > run.seq()) run.nudge();
    },

    drain(signal) {
      draining = true;
      const stop = () => {
        for (const { run } of runs.values()) run.abandon('stopped');
      };
      signal.addEventListener('abort', stop, { once: true });
      for (const { run } of runs.values()) run.drain();
      if (signal.aborted) stop();
    },

    async none() {
      while (endings.size > 0) await Promise.all(endings);
    },
  };
}

const name = ({ debate, epoch }: Lease): string => `${debate} ${epoch}`;

const left = (lease: Claimed, run: Run, tookMs: number): News => ({
  what: 'a debate has left',
  about: { ...lease, why: whyLeft(run.over()), seq: run.seq(), tookMs },
});
