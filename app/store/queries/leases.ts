import { type Kysely, type RawBuilder, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { ClaimedLease, Lease, Store } from '../store.ts';
import { claimCandidates } from './claim-candidates.ts';

/** Leases run on the database's clock, the one clock that all workers share. */
const expiresIn = (leaseMs: number): RawBuilder<unknown> =>
  sql`now() + make_interval(secs => ${leaseMs / 1000})`;

/** A release clears the owner, so an owner of an expired lease was lost. */
const orphanedColumn = sql`lease_owner is not null as orphaned`;

const isUnleased = sql`(lease_until is null or lease_until <= now())`;

/** Leases as rows `lease (debate, epoch)`. */
const leaseRows = (leases: readonly Lease[]): RawBuilder<unknown> => sql`
  unnest(
    ${leases.map((lease) => sanitizeText(lease.debate))}::text[],
    ${leases.map((lease) => lease.epoch)}::integer[]
  ) as lease (debate, epoch)`;

export function createLeaseQueries(
  db: Kysely<Tables>,
): Pick<Store, 'claim' | 'claimOverdue' | 'renew' | 'release'> {
  return {
    claim(owner, limit, options) {
      // The conditions are repeated, because they must hold for the row once it is locked.
      const claimable = sql`
        select debates.id, ${orphanedColumn}
        from (${claimCandidates(owner, limit, options)}) as candidate join debates using (id)
        where status = 'running' and ${isUnleased}
        for update of debates skip locked`;
      return leaseDebates(db, claimable, owner, options.leaseMs);
    },

    claimOverdue(owner, limit, leaseMs, at) {
      const claimable = sql`
        select id, ${orphanedColumn} from debates
        where status in ('running', 'paused') and deadline_at <= ${at}::timestamptz and ${isUnleased}
        order by deadline_at, id
        limit ${limit}
        for update skip locked`;
      return leaseDebates(db, claimable, owner, leaseMs);
    },

    async renew(owner, leases, leaseMs) {
      const { rows } = await sql<Lease>`
        update debates set lease_until = ${expiresIn(leaseMs)}
        from ${leaseRows(leases)}
        where debates.id = lease.debate and debates.epoch = lease.epoch and lease_owner = ${sanitizeText(owner)}
        returning debates.id as debate, debates.epoch`.execute(db);
      return rows;
    },

    async release(owner, leases) {
      await sql`
        update debates set lease_owner = null, lease_until = null
        from ${leaseRows(leases)}
        where debates.id = lease.debate and debates.epoch = lease.epoch
          and lease_owner = ${sanitizeText(owner)}`.execute(db);
    },
  };
}

/** Leases the debates that `claimable` selects and locks. */
async function leaseDebates(
  db: Kysely<Tables>,
  claimable: RawBuilder<unknown>,
  owner: string,
  leaseMs: number,
): Promise<readonly ClaimedLease[]> {
  const { rows } = await sql<ClaimedLease>`
    with claimable as (${claimable}),
    claimed as (
      update debates set
        takeovers = takeovers + claimable.orphaned::integer,
        lease_owner = ${sanitizeText(owner)}, lease_until = ${expiresIn(leaseMs)}, epoch = epoch + 1
      from claimable where debates.id = claimable.id
      returning debates.id, tenant, epoch, takeovers, orphaned, created_at, evidence_bytes
    )
    select id as debate, tenant, epoch, takeovers, orphaned as "isTakeover", evidence_bytes as "evidenceBytes"
    from claimed order by created_at, id`.execute(db);
  return rows;
}
