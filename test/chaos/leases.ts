import type { Envelope } from '../../app/debate/frames.ts';
import type { Site } from './site.ts';

/** A debate that a worker holds. */
export interface Held {
  readonly id: string;
  readonly epoch: number;
  /** Workers that it had lost before, with no turn ended since. */
  readonly takeovers: number;
}

/** What a worker holds now, or held when it was lost, until others have taken it over. */
export async function heldBy(site: Site, { name }: { readonly name: string }): Promise<readonly Held[]> {
  const rows = await site.query(`
    select id, epoch, takeovers from debates
    where lease_owner like '${name} %' and status = 'running'`);
  return rows.flatMap((row) =>
    isHeld(row) ? [{ id: row.id, epoch: Number(row.epoch), takeovers: Number(row.takeovers) }] : [],
  );
}

const isHeld = (row: unknown): row is { id: string; epoch: unknown; takeovers: unknown } =>
  typeof row === 'object' &&
  row !== null &&
  ['epoch', 'takeovers'].every((name) => name in row) &&
  'id' in row &&
  typeof row.id === 'string';

/** A worker that is gone, and what it held. */
export interface Loss {
  readonly at: number;
  readonly held: readonly Held[];
}

/** How long a lost debate stood still, and how many workers it had lost before that one. */
export interface Takeover {
  readonly ms: number;
  readonly takeovers: number;
}

/**
 * From each loss of a debate to the next event in its log. When the worker that took a debate over is lost before that,
 * the time begins anew.
 */
export function takeovers(
  losses: readonly Loss[],
  logs: ReadonlyMap<string, readonly Envelope[]>,
): Takeover[] {
  return [...logs].flatMap(([id, log]) => {
    const times = log.map((event) => Date.parse(event.at));
    const lost = losses.flatMap(({ at, held }) =>
      held.filter((one) => one.id === id).map((one) => ({ at, takeovers: one.takeovers })),
    );
    return lost.flatMap(({ at, takeovers: before }, index) => {
      const next = times.find((time) => time > at) ?? at;
      return next === at || next > (lost[index + 1]?.at ?? next)
        ? []
        : [{ ms: next - at, takeovers: before }];
    });
  });
}
