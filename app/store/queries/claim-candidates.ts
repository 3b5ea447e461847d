import { type RawBuilder, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { ClaimOptions } from '../store.ts';

/**
 * The debates that a worker may claim, as rows `(id)`, at most `limit`. Another claim may be about to take some of
 * them: whoever comes second finds them locked, takes fewer, and asks again later.
 */
export const claimCandidates = (
  owner: string,
  limit: number,
  options: ClaimOptions,
): RawBuilder<unknown> => sql`
  select id from (${orphaned(owner, options)} union all (${queued(limit, options)})) as candidate
  order by place, priority desc, created_at, id
  limit ${limit}`;

/**
 * Debates whose worker was lost. They had their turn and go first, whatever their tenant has running. Of those on
 * their last takeover one is given out, and only to a worker that has none: when it kills that worker, too, nobody
 * else's last try dies with it.
 */
const orphaned = (owner: string, { workerLossesMax }: ClaimOptions): RawBuilder<unknown> => sql`
  select id, 0 as place, priority, created_at from (
    select id, priority, created_at, last_try,
      row_number() over (partition by last_try order by created_at, id) as nth
    from debates, lateral (select takeovers + 1 = ${workerLossesMax}::integer as last_try) as next
    where status = 'running' and lease_owner is not null and lease_until <= now()
  ) as lost
  where not last_try or nth = 1 and not exists (
    select from debates
    where status = 'running' and lease_owner = ${sanitizeText(owner)} and takeovers = ${workerLossesMax}::integer
  )`;

const isQueued = sql`status = 'running' and lease_owner is null`;

/**
 * Debates that wait. The place counts what their tenant has running and what it has waiting before them, so that
 * tenants take turns; nobody gets a place beyond what a tenant may have running. Since claims at the same time see the
 * same places, they cannot pass that limit together.
 *
 * The tenants are found by jumping from one to the next in the index, and of each only the debates are read that can
 * be given out. Measured with 10,000 in line, a claim of 20 takes 2 ms when they are one tenant's, 4 ms when twenty's
 * and 30 ms when a thousand's; when it reads them all, 13 to 70 ms.
 */
const queued = (limit: number, { debatesPerTenantMax }: ClaimOptions): RawBuilder<unknown> => sql`
  with recursive tenants as (
    (select tenant from debates where ${isQueued} order by tenant limit 1)
    union all
    select (
      select debates.tenant from debates where ${isQueued} and debates.tenant > tenants.tenant
      order by debates.tenant limit 1
    )
    from tenants where tenants.tenant is not null
  )
  select queue.id, running.count + queue.nth as place, queue.priority, queue.created_at
  from tenants
  cross join lateral (
    select count(*) from debates
    where tenant = tenants.tenant and status = 'running' and lease_owner is not null
  ) as running
  cross join lateral (
    select id, priority, created_at, row_number() over (order by priority desc, created_at, id) as nth
    from debates
    where tenant = tenants.tenant and ${isQueued}
    order by priority desc, created_at, id
    limit greatest(least(${limit}::integer, ${debatesPerTenantMax}::integer - running.count), 0)
  ) as queue`;
