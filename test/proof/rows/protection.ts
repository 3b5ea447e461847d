import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { stopTask } from '../platform/scheduler.ts';
import { type AgentParts, openTaskAgent } from '../platform/task-agent.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { minuteVariable } from '../variables.ts';

const debates = 4;

/** A worker on ECS that runs debates which last, from the moment at which it is protected. */
async function workProtected(stage: Stage, parts: AgentParts) {
  const agent = await openTaskAgent(parts);
  stage.after(agent.close);
  const worker = stage.spawn({
    ...{ ROSTRUM_ROLE: 'worker', ECS_AGENT_URI: agent.uri },
    [minuteVariable]: `${parts.minuteMs}`,
  });
  const web = await stage.start();
  await until(() => worker.output().includes('Rostrum is ready'));
  for (let made = 0; made < debates; made += 1) await stage.debate(web.url);
  await agent.taken();
  const end = (signal: NodeJS.Signals = 'SIGTERM') => {
    worker.child.kill(signal);
    return worker.exited;
  };
  return { agent, worker: { ...worker, end } };
}

const begunTurns = "select 1 from events where type = 'turn.started'";
/** Turns that were begun, and that nobody has ended. */
const cutTurns = `
  select 1 from events as started
  where type = 'turn.started' and not exists (
    select 1 from events as ended
    where ended.debate_id = started.debate_id and ended.data::jsonb ->> 'turn' = started.data::jsonb ->> 'turn'
      and ended.type in ('turn.completed', 'turn.failed'))`;

const lookMs = 100;
const ofScalingIn = 20;

/** The service scales in, as soon as a task is not protected; the first renewal goes wrong. */
async function scaleIn(stage: Stage): Promise<Seen> {
  const { work, process } = stage.contract;
  let failed = false;
  const { agent, worker } = await workProtected(stage, {
    minuteMs: 60_000 / ofScalingIn,
    fails(protectedForMs) {
      if (failed || protectedForMs < work.protectionMs / 3) return false;
      failed = true;
      return true;
    },
  });
  for (const end = performance.now() + work.protectionMs * 1.5; performance.now() < end; ) {
    await pause(lookMs);
    if (agent.isProtected()) continue;
    await stopTask(worker, process.stopMs);
    const [begun, cut] = [await stage.query(begunTurns), await stage.query(cutTurns)];
    return { of: begun.length, failures: cut.map(() => 'a turn is cut') };
  }
  return { of: (await stage.query(begunTurns)).length, failures: [] };
}

/** How often ECS looks whether it may go on is not documented; it is taken to be this. */
const ecsLooksMs = 20_000;
const ofDeployment = 10;
/** So often the worker lets go, and the deployment does not go on. */
const chances = 2;

/** A deployment waits for the worker, which never runs out of debates. ECS has just looked whenever it lets go. */
async function deploy(stage: Stage): Promise<Seen> {
  const { agent } = await workProtected(stage, {
    minuteMs: 60_000 / ofDeployment,
    fails: () => false,
  });
  for (let chance = 0; chance < chances; chance += 1) {
    await agent.freed();
    await pause(ecsLooksMs / ofDeployment);
    if (!agent.isProtected()) return { of: 1, failures: [] };
  }
  return { of: 1, failures: ['the deployment waits on'] };
}

/** Turns that outlast the run. */
const model = 'rehearsal?tps=2&ttftMs=300&words=400';
/** A busy machine takes no debate away from a worker, which would then let go of its protection. */
const calm = { leaseMs: 6000, failoverMsMax: 10_000 };

export const protection: readonly Row[] = [
  {
    id: 'protection-renewed-in-time',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'turns that are cut by scaling in, although they run',
    expected: /^a turn is cut$/,
    factor: ofScalingIn,
    model,
    both: {
      agents: { totalMs: 40_000 },
      database: { acquireMs: 1500, statementMs: 2000 },
      // In whole minutes, which are a twentieth as long, too.
      work: { ...calm, protectionMs: 6000, protectionAnswerMs: 1000, protectionPauseMs: 20_000 },
      deployment: { scaling: { liveConnectionsPerTask: 100 } },
    },
    breaks: () => ({ work: { protectionCheckMs: 3500 } }),
    run: scaleIn,
  },
  {
    id: 'protection-lets-go',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'a deployment that waits for a busy worker for ever',
    expected: /^the deployment waits on$/,
    factor: ofDeployment,
    model,
    both: { work: { ...calm, protectionHoldMs: 3000 } },
    breaks: () => ({ work: { protectionPauseMs: 100 } }),
    run: deploy,
  },
];
