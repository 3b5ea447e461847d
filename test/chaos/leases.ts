import type { Envelope } from '../../app/debate/core/frames.ts';
import type { Cluster } from './cluster.ts';

/** A debate that a worker holds. */
export interface LeasedDebate {
  readonly id: string;
  readonly epoch: number;
  /** Workers that the debate lost before, with no turn ended since. */
  readonly takeovers: number;
}

/** The debates that a worker holds, or held when it was lost and no other has claimed yet. */
export async function leasesOf(
  cluster: Cluster,
  { name }: { readonly name: string },
): Promise<readonly LeasedDebate[]> {
  const rows = await cluster.query(`
    select id, epoch, takeovers from debates
    where lease_owner like '${name} %' and status = 'running'`);
  return rows.flatMap((row) =>
    isLeaseRow(row) ? [{ id: row.id, epoch: Number(row.epoch), takeovers: Number(row.takeovers) }] : [],
  );
}

const isLeaseRow = (row: unknown): row is { id: string; epoch: unknown; takeovers: unknown } =>
  typeof row === 'object' &&
  row !== null &&
  ['epoch', 'takeovers'].every((name) => name in row) &&
  'id' in row &&
  typeof row.id === 'string';

/** A lost worker and its debates. */
export interface WorkerLoss {
  readonly at: number;
  readonly leases: readonly LeasedDebate[];
}

/** The time until a lost debate continued, and the number of workers it lost before. */
export interface Takeover {
  readonly durationMs: number;
  readonly previousLosses: number;
}

/**
 * The time from each loss of a debate to its next event. It restarts when the worker that took the debate over is lost
 * before that.
 */
export function measureTakeovers(
  losses: readonly WorkerLoss[],
  logs: ReadonlyMap<string, readonly Envelope[]>,
): Takeover[] {
  return [...logs].flatMap(([id, log]) => {
    const times = log.map((event) => Date.parse(event.at));
    const lost = losses.flatMap(({ at, leases }) =>
      leases.filter((lease) => lease.id === id).map((lease) => ({ at, previousLosses: lease.takeovers })),
    );
    return lost.flatMap(({ at, previousLosses }, index) => {
      const next = times.find((time) => time > at) ?? at;
      return next === at || next > (lost[index + 1]?.at ?? next)
        ? []
        : [{ durationMs: next - at, previousLosses }];
    });
  });
}
