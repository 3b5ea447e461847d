import { type Kysely, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { Backlog, Store } from '../store.ts';

const timeAgo = (ms: number) => sql`now() - make_interval(secs => ${ms / 1000})`;

export function createBacklogQueries(
  db: Kysely<Tables>,
): Pick<Store, 'backlog' | 'recordHeartbeat' | 'removeWorker'> {
  return {
    /**
     * Reads waiting and leased debates only, by their partial indexes. An orphaned debate counts as claimable, however
     * many debates its tenant runs.
     */
    async backlog({ debatesPerTenantMax }, workerGoneMs) {
      const { rows } = await sql<Backlog>`
        with leased as (
          select tenant, count(*) as running, count(*) filter (where lease_until <= now()) as orphaned,
            min(lease_until) filter (where lease_until <= now()) as since
          from debates where status = 'running' and lease_owner is not null group by tenant
        ),
        waiting as (
          select tenant, updated_at, row_number() over (partition by tenant order by updated_at) as nth
          from debates where status = 'running' and lease_owner is null
        ),
        ranked as (
          select updated_at, nth <= ${debatesPerTenantMax}::integer - coalesce(running, 0) as claimable
          from waiting left join leased using (tenant)
        ),
        counted as (
          select count(*) filter (where claimable) as claimable, count(*) filter (where not claimable) as throttled,
            min(updated_at) filter (where claimable) as since
          from ranked
        ),
        orphans as (select coalesce(sum(orphaned), 0) as count, min(since) as since from leased),
        alive as (
          select count(*) as count, coalesce(sum(capacity), 0) as capacity
          from workers where seen_at > ${timeAgo(workerGoneMs)}
        )
        select
          (claimable + orphans.count)::integer as waiting, throttled::integer as throttled,
          -- greatest() ignores null: 0 when nothing waits.
          greatest(extract(epoch from now() - least(counted.since, orphans.since)), 0)::double precision
            as "ageSeconds",
          alive.count::integer as workers, alive.capacity::integer as capacity
        from counted, orphans, alive`.execute(db);
      const [backlog] = rows;
      if (!backlog) throw new Error('the backlog query returned no row');
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
