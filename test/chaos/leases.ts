import type { Envelope } from '../../app/debate/frames.ts';
import type { Member } from './fleet.ts';
import type { Site } from './site.ts';

/** A debate that a worker holds. */
export interface Held {
  readonly id: string;
  readonly epoch: number;
}

/** What a worker holds now. */
export async function heldBy(site: Site, { name }: Member): Promise<readonly Held[]> {
  const rows = await site.query(`
    select id, epoch from debates
    where lease_owner like '${name} %' and status = 'running'`);
  return rows.flatMap((row) => (isHeld(row) ? [{ id: row.id, epoch: Number(row.epoch) }] : []));
}

const isHeld = (row: unknown): row is { id: string; epoch: unknown } =>
  typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' && 'epoch' in row;

/** A worker that is gone, and what it held. */
export interface Loss {
  readonly at: number;
  readonly debates: readonly string[];
}

/**
 * How long lost debates stood still: from the loss to the next event in the log. When the worker that took a
 * debate over is lost before that, the time begins anew.
 */
export function takeoverMs(
  losses: readonly Loss[],
  logs: ReadonlyMap<string, readonly Envelope[]>,
): number[] {
  return [...logs].flatMap(([id, log]) => {
    const lostAt = losses.flatMap(({ at, debates }) => (debates.includes(id) ? at : []));
    return lostAt.flatMap((at, index) => {
      const next = log.map((event) => Date.parse(event.at)).find((time) => time > at) ?? at;
      return next === at || next > (lostAt[index + 1] ?? next) ? [] : next - at;
    });
  });
}
