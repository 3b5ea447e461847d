import { exchangePeers } from '../../../app/debate/consensus/exchange.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type {
  DebateSettings,
  Position,
  PresetName,
  Stance,
  TurnOutcome,
} from '../../../app/debate/core/events.ts';
import { createPanel, defaultQuorum, presetNames, presets } from '../../../app/debate/core/presets.ts';
import { exchanges } from '../../../app/debate/core/protocol.ts';
import {
  currentPosition,
  type DebateState,
  type OngoingDebate,
  positionHolders,
} from '../../../app/debate/core/state.ts';
import { createRandom, type Random } from '../random.ts';
import { createDebateDriver, judgement, settings } from './debate-driver.ts';

/** Claims in groups that are equal after normalization. */
const claims: readonly [readonly [string, ...string[]], ...(readonly [string, ...string[]])[]] = [
  ['Split the monolith.', 'split the monolith', 'Split  the monolith!'],
  ['Keep the monolith.', 'KEEP THE MONOLITH'],
  ['Split billing first.', 'Split billing first'],
  ['Wait for a year.'],
];

const options = ['Split it', 'Keep it', 'Wait'] as const;

/** A debate between random agents and a random judge, on the engine alone. The same seed gives the same debate. */
export function runRandomDebate(seed: number) {
  const random = createRandom(seed);
  const debate = createDebateDriver(randomSettings(random));
  const failureShare = random.pick([0, 0, 0.1, 0.4]);
  for (let step = 0; debate.state.phase !== 'ended'; step++) {
    if (debate.state.phase === 'none' || step > 200) throw new Error(`seed ${seed} does not end`);
    interrupt(debate, random);
    if (dueTurns(debate.state).length > 0) debate.startDueTurns();
    const state = ongoing(debate.state);
    for (const { id, attempt, phase, agent } of runningTurns(state)) {
      if (!state || !ongoing(debate.state)) break;
      // Some turns still run at the next interruption.
      if (random.next() < 0.3) continue;
      if (random.next() < failureShare) debate.fail(id, attempt, random.pick(['malformed', 'refused']));
      else debate.complete(id, randomOutcome(state, phase, agent, random), attempt);
    }
  }
  return debate;
}

const ongoing = (state: DebateState): OngoingDebate | null =>
  state.phase === 'none' || state.phase === 'ended' ? null : state;

const runningTurns = (state: OngoingDebate | null) =>
  state?.turns.filter(({ status }) => status === 'running' || status === 'cancelling') ?? [];

/** Sometimes a person concludes or a deadline passes. */
function interrupt(debate: ReturnType<typeof createDebateDriver>, random: Random): void {
  if (random.next() < 0.02) debate.execute({ type: 'conclude', by: 'a person' });
  if (ongoing(debate.state) && random.next() < 0.01) debate.expire(random.pick(['decide', 'end']));
}

function randomSettings(random: Random): DebateSettings {
  const preset = presets[random.pick<PresetName>(['standard', 'standard', ...presetNames])];
  const seats = preset.name === 'duel' ? 2 : 2 + random.below(4);
  const panel = createPanel(
    preset,
    Array.from({ length: seats }, () => (random.next() < 0.2 ? { fallback: 'other' } : {})),
    'rehearsal',
  );
  return settings({
    preset: preset.name,
    panel,
    quorum: defaultQuorum(panel),
    rounds: random.below(4),
    stopWhenBlindAgree: random.next() < 0.8,
    exchange: random.pick([preset.exchange, ...exchanges]),
    ...(random.next() < 0.5 && { options }),
  });
}

function randomOutcome(
  state: OngoingDebate,
  phase: TurnOutcome['phase'],
  agent: string,
  random: Random,
): TurnOutcome {
  switch (phase) {
    case 'propose':
      return { phase, position: randomPosition(state, agent, random) };
    case 'critique': {
      const stances = randomStances(state, agent, random);
      if (state.settings.decider !== 'ranking') return { phase, stances };
      return { phase, stances: stances.map((stance) => ({ ...stance, points: random.below(31) })) };
    }
    case 'revise': {
      const critique = state.turns.findLast((turn) => turn.agent === agent)?.outcome;
      const stances = critique?.phase === 'critique' ? critique.stances : randomStances(state, agent, random);
      if (random.next() < 0.4) {
        const held = currentPosition(state, agent) ?? randomPosition(state, agent, random);
        return { phase, position: { ...held, changed: false }, stances };
      }
      const position = randomPosition(state, agent, random);
      return { phase, position, stances: randomStances(state, agent, random) };
    }
    case 'decide':
      return { ...judgement, ...randomJudgement(state, random) };
  }
}

function randomPosition(
  { settings: { options: given } }: OngoingDebate,
  _: string,
  random: Random,
): Position {
  const wordings = random.pick(claims);
  return {
    claim: random.pick(wordings),
    ...(given && { choice: random.pick([...options]) }),
    confidence: random.next(),
    citations: [],
    changed: random.next() < 0.5,
  };
}

const randomStances = (state: OngoingDebate, agent: string, random: Random): readonly Stance[] =>
  exchangePeers(state, agent, state.round).map(({ id }) => ({
    agent: id,
    agrees: random.next() < 0.6,
    point: random.pick(['Sound.', 'Unsupported.', 'Costly.']),
  }));

/** A comparison that may be missing, incomplete or wrong, and always a choice for a closed question. */
function randomJudgement(state: OngoingDebate, random: Random) {
  const holders = positionHolders(state).map(({ id }) => id);
  const groups = new Map<number, string[]>();
  for (const id of holders) {
    const group = random.below(3);
    groups.set(group, [...(groups.get(group) ?? []), id]);
  }
  const comparison = {
    groups: random.next() < 0.8 ? [...groups.values()] : null,
    adopts: random.next() < 0.8 ? holders.filter(() => random.next() < 0.4) : null,
    rejects: [],
    moved: random.next() < 0.5 ? holders.filter(() => random.next() < 0.3) : null,
  };
  return {
    ...(state.settings.options && { choice: random.pick([...options]) }),
    ...(random.next() < 0.8 && { comparison }),
  };
}
