import { decide, isRejection } from '../../../app/debate/core/decide.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { DebateEvent, DebateSettings } from '../../../app/debate/core/events.ts';
import { type DebateState, initialState } from '../../../app/debate/core/state.ts';
import { sumUsage } from '../../../app/debate/cost/usage.ts';
import { prepareDocuments } from '../../../app/debate/prompting/documents.ts';
import {
  type PrepareDeps,
  type PreparedTurn,
  prepareTurns,
} from '../../../app/debate/prompting/prepare-turns.ts';
import { type Clock, systemClock } from '../../../app/shared/clock.ts';
import { generateReply } from '../../../app/worker/generate-reply.ts';
import { documents } from '../agents/briefs.ts';
import { createTestRehearsal } from '../agents/rehearsal.ts';

/** Timers run at once, so that a rehearsal takes no time. */
const instantClock: Clock = {
  ...systemClock,
  now: () => 0,
  after: (_, run) => {
    queueMicrotask(run);
    return () => {};
  },
};

export type Execute = (command: Parameters<typeof decide>[1]) => void;

export interface RehearsalRun {
  readonly seed: number;
  /** The share of calls that fail, and of replies that are malformed. */
  readonly fail?: number;
  /** Called before each step. */
  readonly interrupt?: (execute: Execute) => void;
}

/** Runs a whole debate between rehearsal agents, without a database. The same run gives the same log. */
export async function rehearseDebate(
  initial: DebateSettings,
  { seed, fail = 0, interrupt = () => {} }: RehearsalRun,
): Promise<readonly DebateEvent[]> {
  const agent = createTestRehearsal(`seed=${seed}&fail=${fail}&malformed=${fail}&words=60`, instantClock);
  const log: DebateEvent[] = [];
  let state: DebateState = initialState;
  const execute: Execute = (command) => {
    const decision = decide(state, command);
    if (isRejection(decision)) throw new Error(`seed ${seed}: ${decision.detail}`);
    log.push(...decision.events);
    state = decision.state;
  };
  execute({ type: 'create', settings: initial });
  const deps: PrepareDeps = {
    documents: await prepareDocuments(documents, initial, 2000, async () => {}),
    documentTokens: 600,
    outputTokensMaxOf: () => 2000,
    priceOf: () => ({ inputUsd: 1, outputUsd: 5 }),
  };
  for (let step = 0; isOngoing(state); step++) {
    if (step > 100) throw new Error(`seed ${seed} does not end`);
    interrupt(execute);
    if (!isOngoing(state)) break;
    const { command, preparedTurns } = prepareTurns(state, dueTurns(state), deps);
    execute(command);
    for (const prepared of preparedTurns) await speak(prepared, () => state, agent, execute);
  }
  return log;
}

const isOngoing = (state: DebateState) => state.phase !== 'none' && state.phase !== 'ended';

async function speak(
  prepared: PreparedTurn,
  current: () => DebateState,
  agent: ReturnType<typeof createTestRehearsal>,
  execute: Execute,
): Promise<void> {
  const { turn, attempt } = prepared.due;
  const state = current();
  if (state.phase === 'none' || state.phase === 'ended') return;
  if (!state.turns.some(({ id, status }) => id === turn && status === 'running')) return;
  const signal = new AbortController().signal;
  const reply = await generateReply(agent, prepared, { signal, publishText: () => {} });
  const common = { turn, attempt, usage: sumUsage(reply.calls), costUsd: 0.01 };
  if (reply.status === 'completed')
    execute({ type: 'complete', ...common, text: reply.text, outcome: reply.outcome });
  else execute({ type: 'fail', ...common, reason: reply.reason, message: reply.message });
}
