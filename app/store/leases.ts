import { type Kysely, type RawBuilder, sql } from 'kysely';
import { candidates } from './candidates.ts';
import type { Tables } from './schema.ts';
import type { Claimed, Lease, Store } from './store.ts';
import { plain } from './text.ts';

/** A lease runs from the database's clock, the one clock that all workers share. */
const after = (leaseMs: number): RawBuilder<unknown> => sql`now() + make_interval(secs => ${leaseMs / 1000})`;

/** Whoever gives a lease back takes its name out. */
const isLost = sql`lease_owner is not null as lost`;

const isFree = sql`(lease_until is null or lease_until <= now())`;

/** Leases as rows `held (debate, epoch)`. */
const rowsOf = (leases: readonly Lease[]): RawBuilder<unknown> => sql`
  unnest(
    ${leases.map((lease) => plain(lease.debate))}::text[],
    ${leases.map((lease) => lease.epoch)}::integer[]
  ) as held (debate, epoch)`;

/** The verbs of workers. */
export function leaseVerbs(db: Kysely<Tables>): Pick<Store, 'claim' | 'claimOverdue' | 'renew' | 'release'> {
  return {
    claim(owner, limit, rules) {
      // The conditions stand here again, because they are checked once more on the row as it is when it is locked.
      const free = sql`
        select debates.id, ${isLost} from (${candidates(owner, limit, rules)}) as candidate join debates using (id)
        where status = 'running' and ${isFree}
        for update of debates skip locked`;
      return take(db, free, owner, rules.leaseMs);
    },

    claimOverdue(owner, limit, leaseMs, at) {
      const free = sql`
        select id, ${isLost} from debates
        where status in ('running', 'paused') and deadline_at <= ${at}::timestamptz and ${isFree}
        order by deadline_at, id
        limit ${limit}
        for update skip locked`;
      return take(db, free, owner, leaseMs);
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

/** Leases the debates that `free` selects and locks. */
async function take(
  db: Kysely<Tables>,
  free: RawBuilder<unknown>,
  owner: string,
  leaseMs: number,
): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    with free as (${free}),
    claimed as (
      update debates set
        takeovers = takeovers + free.lost::integer,
        lease_owner = ${plain(owner)}, lease_until = ${after(leaseMs)}, epoch = epoch + 1
      from free where debates.id = free.id
      returning debates.id, tenant, epoch, takeovers, free.lost, created_at
    )
    select id as debate, tenant, epoch, takeovers, lost from claimed order by created_at, id`.execute(db);
  return rows;
}
