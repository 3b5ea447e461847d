import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './schema.ts';
import type { Lease, Store } from './store.ts';
import { plain } from './text.ts';

/** A lease runs from the database's clock, the one clock that all workers share. */
const after = (leaseMs: number): RawBuilder<unknown> => sql`now() + make_interval(secs => ${leaseMs / 1000})`;

/** Leases as rows `held (debate, epoch)`. */
const rowsOf = (leases: readonly Lease[]): RawBuilder<unknown> => sql`
  unnest(
    ${leases.map((lease) => plain(lease.debate))}::text[],
    ${leases.map((lease) => lease.epoch)}::integer[]
  ) as held (debate, epoch)`;

/** The verbs of workers. */
export function leaseVerbs(db: Kysely<Tables>): Pick<Store, 'claim' | 'renew' | 'release'> {
  return {
    async claim(owner, limit, leaseMs) {
      const { rows } = await sql<Lease>`
        with free as (
          select id from debates
          where status = 'running' and (lease_until is null or lease_until <= now())
          order by created_at, id
          limit ${limit}
          for update skip locked
        ),
        claimed as (
          update debates set lease_owner = ${plain(owner)}, lease_until = ${after(leaseMs)}, epoch = epoch + 1
          from free where debates.id = free.id
          returning debates.id, debates.epoch, debates.created_at
        )
        select id as debate, epoch from claimed order by created_at, id`.execute(db);
      return rows;
    },

    async renew(owner, leases, leaseMs) {
      const { rows } = await sql<Lease>`
        update debates set lease_until = ${after(leaseMs)}
        from ${rowsOf(leases)}
        where debates.id = held.debate and debates.epoch = held.epoch and lease_owner = ${plain(owner)}
        returning debates.id as debate, debates.epoch`.execute(db);
      return rows;
    },

    async release(owner, leases) {
      await sql`
        update debates set lease_owner = null, lease_until = null
        from ${rowsOf(leases)}
        where debates.id = held.debate and debates.epoch = held.epoch
          and lease_owner = ${plain(owner)}`.execute(db);
    },
  };
}
