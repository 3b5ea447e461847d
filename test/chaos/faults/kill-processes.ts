import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../support/random.ts';
import type { Cluster } from '../cluster.ts';
import type { Member } from '../fleet.ts';
import { leasesOf, type WorkerLoss } from '../leases.ts';
import { type FailPoint, failPoints, type Hit } from './fail-point.ts';
import type { FailPoints } from './fail-points.ts';

/** About once a second, never in step with other timers. */
const intervalMs = 700;
const jitterMs = 600;
const pollMs = 25;

export interface KillReport {
  readonly hits: readonly Hit[];
  /** The debates of the killed workers. */
  readonly losses: readonly WorkerLoss[];
  /** Processes killed without a fail point. */
  readonly immediate: Readonly<Record<'web' | 'worker', number>>;
}

/**
 * Kills one random process after another: a web process or an idle worker at once, a busy worker through a fail point.
 * Continues after that time until every point was reached or all debates have `ended`.
 */
export async function killForDuration(
  cluster: Cluster,
  random: Random,
  durationMs: number,
  ended: Promise<void>,
): Promise<KillReport> {
  const losses: WorkerLoss[] = [];
  const immediate = { web: 0, worker: 0 };
  let allEnded = false;
  void ended.then(() => {
    allEnded = true;
  });

  /** Reads the leases of a lost worker before others claim them. */
  async function recordLosses(): Promise<void> {
    for (const { process, at } of cluster.failPoints.hits().slice(losses.length)) {
      losses.push({ at, leases: await leasesOf(cluster, { name: process }) });
    }
  }

  async function killOne(): Promise<void> {
    const isFree = ({ name }: Member) => cluster.failPoints.armed(name).length === 0;
    const [first, ...others] = [
      ...withoutOne(cluster.fleet.members('worker').filter(isFree), random),
      ...withoutOne(cluster.fleet.members('web'), random),
    ];
    if (!first) return;
    const member = random.pick([first, ...others]);
    const isBusy = (await leasesOf(cluster, member)).length > 0;
    // An idle worker would reach the point only after taking over debates, always at their first turn.
    if (isBusy) armNext(cluster.failPoints, member.name);
    else if (member.child.kill('SIGKILL')) immediate[member.role] += 1;
  }

  for (const until = Date.now() + durationMs; Date.now() < until; await killOne()) {
    for (const nextAt = Date.now() + intervalMs + random.below(jitterMs); Date.now() < nextAt; ) {
      await pause(pollMs);
      await recordLosses();
    }
  }
  for (const point of failPoints) {
    if (countHits(point, cluster.failPoints.hits()) > 0) continue;
    cluster.failPoints.arm(point);
    while (!allEnded && countHits(point, cluster.failPoints.hits()) === 0) await pause(pollMs);
    await recordLosses();
  }
  return { hits: cluster.failPoints.hits(), losses, immediate };
}

/** Spares one, because a busy machine starts processes more slowly than they are killed, and one must take over. */
function withoutOne(members: readonly Member[], random: Random): readonly Member[] {
  return members.toSpliced(random.below(members.length), 1);
}

/** The point that was hit least often; the first of several. */
function armNext(points: FailPoints, process: string): void {
  const hits = points.hits();
  const [next] = failPoints.toSorted((a, b) => countHits(a, hits) - countHits(b, hits));
  if (next) points.arm(next, process);
}

export const countHits = (point: FailPoint, hits: readonly Hit[]): number =>
  hits.filter((hit) => hit.point === point).length;
