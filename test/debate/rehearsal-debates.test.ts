import { describe, expect, it } from 'vitest';
import { verifyRecord } from '../../app/cli/verify-record.ts';
import { decide, isRejection } from '../../app/debate/core/decide.ts';
import { dueTurns } from '../../app/debate/core/due-turns.ts';
import type { DebateEvent, DebateSettings, PresetName, StopReason } from '../../app/debate/core/events.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { createPanel, defaultQuorum, presetNames, presets } from '../../app/debate/core/presets.ts';
import { type DebateState, initialState } from '../../app/debate/core/state.ts';
import { sumUsage } from '../../app/debate/cost/usage.ts';
import { prepareDocuments } from '../../app/debate/prompting/documents.ts';
import {
  type PrepareDeps,
  type PreparedTurn,
  prepareTurns,
} from '../../app/debate/prompting/prepare-turns.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { createSigner } from '../../app/http/records/signer.ts';
import { type Clock, systemClock } from '../../app/shared/clock.ts';
import { linkEvents } from '../../app/store/hash-chain.ts';
import { generateReply } from '../../app/worker/generate-reply.ts';
import { documents, question } from '../support/agents/briefs.ts';
import { createTestRehearsal } from '../support/agents/rehearsal.ts';
import { settings } from '../support/debates/debate-driver.ts';
import { createRandom, type Random } from '../support/random.ts';

/** The long form runs 1000: ROSTRUM_TEST_DEBATES=1000. */
const debatesPerPreset = Number(process.env.ROSTRUM_TEST_DEBATES ?? 150);

/** Timers run at once, so that a rehearsal takes no time. */
const instantClock: Clock = {
  ...systemClock,
  now: () => 0,
  after: (_, run) => {
    queueMicrotask(run);
    return () => {};
  },
};

type Execute = (command: Parameters<typeof decide>[1]) => void;

/** Runs a whole debate between rehearsal agents that fail now and then, without a database. */
async function rehearseDebate(seed: number, preset: PresetName) {
  const random = createRandom(seed);
  const initial = randomSettings(seed, preset, random);
  const fail = random.pick([0, 0, 0.05, 0.5]);
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
    interrupt(execute, random);
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

function randomSettings(seed: number, preset: PresetName, random: Random): DebateSettings {
  const seats = preset === 'duel' ? 2 : 2 + random.below(4);
  const panel = createPanel(
    presets[preset],
    Array.from({ length: seats }, () => ({})),
    'rehearsal',
  );
  return settings({
    preset,
    question,
    panel,
    quorum: defaultQuorum(panel),
    rounds: random.below(4),
    seed,
    ...(random.next() < 0.5 && { options: ['Split it', 'Keep it', 'Wait'] }),
    ...(random.next() < 0.1 && { budget: { usd: random.pick([0.1, 0.2, 0.4, 0.8]) } }),
  });
}

function interrupt(execute: Execute, random: Random): void {
  const chance = random.next();
  if (chance < 0.02) execute({ type: 'conclude', by: 'a person' });
  else if (chance < 0.04) execute({ type: 'expire', deadline: random.pick(['decide', 'end']) });
  else if (chance < 0.05) execute({ type: 'abandon', takeovers: 5 });
}

const signer = createSigner('a secret for tests');

/** The checks of `rostrum verify` that do not pass. */
function failedChecks(log: readonly DebateEvent[]): readonly string[] {
  const at = '2026-01-01T00:00:00.000Z';
  const links = linkEvents({ seq: 0, hash: '0'.repeat(64) }, log, at);
  const stored = log.map((event, index) => ({ ...event, debate: 'd1', at, ...link(links[index]) }));
  const record = buildRecord(stored);
  if (!record) return ['no record'];
  const results = verifyRecord({
    record: JSON.stringify(signer.sign(record)),
    events: stored.map((event) => `${JSON.stringify(toEnvelope(event))}\n`).join(''),
    keyId: signer.key.keyId,
  });
  return results.flatMap(({ status, subject, message }) =>
    status === 'pass' ? [] : `${subject}: ${message}`,
  );
}

function link(found: { readonly seq: number; readonly hash: string } | undefined) {
  if (!found) throw new Error('an event without a link');
  return { seq: found.seq, hash: found.hash };
}

describe.each(presetNames)(`${debatesPerPreset} rehearsed debates with failures, preset %s`, (preset) => {
  it('all end for every reason there is, and every record verifies', async () => {
    const stops = new Set<StopReason | 'cancelled'>();
    for (let seed = 1; seed <= debatesPerPreset; seed++) {
      const log = await rehearseDebate(seed, preset);
      const last = log.at(-1);
      if (last?.type === 'debate.decided' || last?.type === 'debate.failed') stops.add(last.data.stopReason);
      expect(failedChecks(log), `seed ${seed}`).toEqual([]);
    }
    const reasons: readonly StopReason[] = [
      'agreed',
      'budget',
      'concluded',
      'deadline',
      'quorum-lost',
      'rounds',
      'stable',
      'takeovers',
    ];
    expect([...stops].sort()).toEqual(reasons);
  }, 120_000);
});
