import { type Kysely, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { Backlog, Store } from '../store.ts';

const timeAgo = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;

/** What waits, over all tenants, and who is there to take it. */
export function createBacklogQueries(
  db: Kysely<Tables>,
): Pick<Store, 'backlog' | 'recordHeartbeat' | 'removeWorker'> {
  return {
    /**
     * Reads the debates that wait, and those that are held, by their partial indexes, and no others. A debate that was
     * lost goes to a worker whatever its tenant has running.
     */
    async backlog({ debatesPerTenantMax }, workerGoneMs) {
      const { rows } = await sql<Backlog>`
        with held as (
          select tenant, count(*) as running, count(*) filter (where lease_until <= now()) as lost,
            min(lease_until) filter (where lease_until <= now()) as since
          from debates where status = 'running' and lease_owner is not null group by tenant
        ),
        waiting as (
          select tenant, updated_at, row_number() over (partition by tenant order by updated_at) as nth
          from debates where status = 'running' and lease_owner is null
        ),
        placed as (
          select updated_at, nth <= ${debatesPerTenantMax}::integer - coalesce(running, 0) as may_run
          from waiting left join held using (tenant)
        ),
        counted as (
          select count(*) filter (where may_run) as may_run, count(*) filter (where not may_run) as held_back,
            min(updated_at) filter (where may_run) as since
          from placed
        ),
        lost as (select coalesce(sum(lost), 0) as count, min(since) as since from held),
        alive as (
          select count(*) as count, coalesce(sum(capacity), 0) as capacity
          from workers where seen_at > ${timeAgo(workerGoneMs)}
        )
        select
          (may_run + lost.count)::integer as waiting, held_back::integer as "throttled",
          -- The largest of what is known: with nothing in line, 0.
          greatest(extract(epoch from now() - least(counted.since, lost.since)), 0)::double precision as "ageSeconds",
          alive.count::integer as workers, alive.capacity::integer as capacity
        from counted, lost, alive`.execute(db);
      const [backlog] = rows;
      if (!backlog) throw new Error('a query without a condition has no row');
      return backlog;
    },

    async recordHeartbeat({ owner, capacity }, workerGoneMs) {
      await sql`
        with gone as (
          delete from workers where seen_at <= ${timeAgo(workerGoneMs)} and owner <> ${sanitizeText(owner)}
        )
        insert into workers (owner, capacity, seen_at) values (${sanitizeText(owner)}, ${capacity}, now())
        on conflict (owner) do update set capacity = excluded.capacity, seen_at = excluded.seen_at`.execute(
        db,
      );
    },

    async removeWorker(owner) {
      await sql`delete from workers where owner = ${sanitizeText(owner)}`.execute(db);
    },
  };
}
