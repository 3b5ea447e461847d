import type { DebateEnded } from '../debate-log/debate-ended.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';

/** Called when this process creates or ends a debate. */
export interface DebateCallbacks {
  readonly onDebateCreated: () => void;
  readonly onDebateEnded: (ended: DebateEnded) => void;
}

/** Counts the debates that this process creates and ends, and logs the ended ones. */
export function reportDebates(metrics: Metrics, log: Pick<Log, 'info'>): DebateCallbacks {
  let created = 0;
  const ended = new Map<string, { readonly outcome: string; readonly reason: string; count: number }>();
  metrics.counter('rostrum_debates_created_total', () => created);
  metrics.counter('rostrum_debates_ended_total', () =>
    [...ended.values()].map(({ outcome, reason, count }) => [{ outcome, reason }, count]),
  );
  return {
    onDebateCreated() {
      created += 1;
    },
    onDebateEnded(debate) {
      const { outcome, reason } = debate;
      const key = `${outcome} ${reason}`;
      const entry = ended.get(key) ?? { outcome, reason, count: 0 };
      entry.count += 1;
      ended.set(key, entry);
      log.info(debate, 'debate ended');
    },
  };
}
