import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import { type FailPoint, failPoints, type Hit } from './fail-point.ts';
import type { FailPoints } from './fail-points.ts';
import type { Member } from './fleet.ts';
import { heldBy, type Loss } from './leases.ts';
import type { Site } from './site.ts';

/** About once a second, and never in step with anything. */
const betweenMs = 700;
const spreadMs = 600;
const lookEveryMs = 25;

export interface Killed {
  readonly hits: readonly Hit[];
  /** What the killed workers held. */
  readonly losses: readonly Loss[];
  /** Killed at once. */
  readonly outright: Readonly<Record<'web' | 'worker', number>>;
}

/**
 * Kills for a time one process after another, drawn from those that run: a web process or an idle worker at once, a
 * busy worker by arming it with a fail point, which ends it when it comes there. Goes on beyond that time while there
 * is a point that nobody has come to, until all debates have `ended`.
 */
export async function killFor(
  site: Site,
  random: Random,
  forMs: number,
  ended: Promise<void>,
): Promise<Killed> {
  const losses: Loss[] = [];
  const outright = { web: 0, worker: 0 };
  let over = false;
  void ended.then(() => {
    over = true;
  });

  /** Leases of the lost are looked at before others take them over. */
  async function look(): Promise<void> {
    for (const { process, at } of site.failPoints.hits().slice(losses.length)) {
      losses.push({ at, held: await heldBy(site, { name: process }) });
    }
  }

  async function killOne(): Promise<void> {
    const isFree = ({ name }: Member) => site.failPoints.armed(name).length === 0;
    const [first, ...others] = [
      ...withoutLast(site.fleet.members('worker').filter(isFree), random),
      ...withoutLast(site.fleet.members('web'), random),
    ];
    if (!first) return;
    const member = random.pick([first, ...others]);
    const isBusy = (await heldBy(site, member)).length > 0;
    // One that is idle would not come to the point before it had taken debates over, always at their first turn.
    if (isBusy) armNext(site.failPoints, member.name);
    else if (member.child.kill('SIGKILL')) outright[member.role] += 1;
  }

  for (const until = Date.now() + forMs; Date.now() < until; await killOne()) {
    for (const nextAt = Date.now() + betweenMs + random.below(spreadMs); Date.now() < nextAt; ) {
      await pause(lookEveryMs);
      await look();
    }
  }
  for (const point of failPoints) {
    if (timesOf(point, site.failPoints.hits()) > 0) continue;
    site.failPoints.arm(point);
    while (!over && timesOf(point, site.failPoints.hits()) === 0) await pause(lookEveryMs);
    await look();
  }
  return { hits: site.failPoints.hits(), losses, outright };
}

/** One is spared: a busy machine starts processes more slowly than they are killed, and somebody must take over. */
function withoutLast(members: readonly Member[], random: Random): readonly Member[] {
  return members.toSpliced(random.below(members.length), 1);
}

/** With the point that has been hit least often, and of several the first. */
function armNext(points: FailPoints, process: string): void {
  const hits = points.hits();
  const [next] = failPoints.toSorted((a, b) => timesOf(a, hits) - timesOf(b, hits));
  if (next) points.arm(next, process);
}

export const timesOf = (point: FailPoint, hits: readonly Hit[]): number =>
  hits.filter((hit) => hit.point === point).length;
