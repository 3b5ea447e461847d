import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '../../support/program.ts';
import { ask } from '../asking.ts';
import { openService, type Service, trackTarget } from '../platform/service.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { ending } from '../still.ts';

const tasks = 4;
/** Of each task, which is half of what scaling aims at. */
const viewersEach = 10;
const viewersWanted = 2 * viewersEach;
/** Scaling aims at seven of ten places at most. */
const placesEach = 3 * viewersEach;

/** Follows a debate wherever it is sent, until there is no place for it. */
async function view(
  service: Service,
  debate: string,
  { headers }: Stage,
  over: AbortSignal,
): Promise<string> {
  const asked = { headers: { ...headers, accept: 'text/event-stream' }, signal: over };
  while (!over.aborted) {
    const program = service.pick();
    const said = await service.during(program, async () => {
      try {
        const stream = await fetch(`${program.url}/api/v1/debates/${debate}/events`, asked);
        // It ends when the task tells its viewers to move.
        return await stream.text();
      } catch {
        return 'cut';
      }
    });
    if (said.includes('no more viewers')) return 'no place';
    await pause(lookMs);
  }
  return 'watched';
}

/** How many streams a task says that it has. */
async function viewersOf({ url }: Program): Promise<number> {
  const { body } = await ask(`${url}/metrics`);
  return Number(/^rostrum_live_connections{[^}]*transport="sse"[^}]*} (\d+)$/m.exec(body)?.[1] ?? 0);
}

/** The load has fallen by half, and tasks are taken away. */
async function shrink(stage: Stage): Promise<Seen> {
  const { deployment } = stage.contract;
  const programs = await Promise.all(Array.from({ length: tasks }, () => stage.start()));
  const service = openService(programs, stage.contract);
  const debate = await stage.debate(service.pick().url);
  const over = ending(stage);
  const refused: string[] = [];
  for (let come = 0; come < tasks * viewersEach; come += 1)
    void view(service, debate, stage, over).then((how) => refused.push(how));
  const metric = async () => {
    const counts = await Promise.all(service.running().map(viewersOf));
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  while ((await metric()) < viewersEach) await pause(lookMs);
  void trackTarget(service, deployment, metric, over);
  await pause(watchMs);
  return { of: tasks * viewersEach, failures: [...refused] };
}

const lookMs = 50;
/** Past the first cooldown that is long enough. */
const watchMs = 9000;

export const scaling: readonly Row[] = [
  {
    id: 'leaving-within-cooldown',
    shownBy: 'imitation',
    profile: 'staging',
    predicts: 'viewers who find no place, because more tasks have left before those of the first came back',
    expected: /^no place$/,
    factor: 40,
    both: {
      live: { viewersMax: placesEach },
      database: { acquireMs: 900, statementMs: 900 },
      deployment: {
        balancer: { deregistrationMs: 4000 },
        scaling: { liveConnectionsPerTask: viewersWanted },
      },
    },
    breaks: () => ({ deployment: { scaling: { inCooldownMs: 500 } } }),
    run: shrink,
  },
];
