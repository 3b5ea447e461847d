import { expect } from 'vitest';
import { buildProtocol } from '../../../app/debate/core/build-settings.ts';
import type { DebateCommand } from '../../../app/debate/core/commands.ts';
import { decide, isRejection } from '../../../app/debate/core/decide.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type {
  DeadlineKind,
  DebateEvent,
  DebateSettings,
  Position,
  StoredEvent,
  TurnOutcome,
} from '../../../app/debate/core/events.ts';
import { createJudgeSeat, createPanel, defaultQuorum, presets } from '../../../app/debate/core/presets.ts';
import { dueTimeOf } from '../../../app/debate/core/settings.ts';
import { type DebateState, initialState } from '../../../app/debate/core/state.ts';

/** Settings of a debate in tests; any member can be replaced. */
export function settings(overrides: Partial<DebateSettings> = {}): DebateSettings {
  const preset = presets[overrides.preset ?? 'standard'];
  const judge = createJudgeSeat(undefined, 'rehearsal');
  const panel = overrides.panel ?? createPanel(preset, undefined, 'rehearsal');
  return {
    question: 'Should we split the monolith?',
    preset: preset.name,
    evidence: [],
    panel,
    judge,
    ...buildProtocol(preset, overrides, judge),
    rounds: preset.rounds,
    attemptsMax: 2,
    quorum: defaultQuorum(panel),
    budget: {},
    decideAt: '2026-01-01T00:28:00.000Z',
    deadlineAt: '2026-01-01T00:30:00.000Z',
    seed: 1,
    contractHash: 'test',
    ...overrides,
  };
}

export const tokenUsage = { inputTokens: 10, outputTokens: 5, estimated: false };

/** Given a debate that has run so far, when a command comes, then these events follow. */
export function createDebateDriver(initial: DebateSettings = settings()) {
  let state: DebateState = initialState;
  const log: DebateEvent[] = [];
  const driver = {
    log,
    get state(): DebateState {
      return state;
    },
    dueTurns: () => dueTurns(state).map((turn) => turn.turn),
    /** The new events of a command that must be accepted. */
    execute(command: DebateCommand): readonly DebateEvent[] {
      const decision = decide(state, command);
      if (isRejection(decision)) throw new Error(`refused: ${decision.detail}`);
      log.push(...decision.events);
      ({ state } = decision);
      return decision.events;
    },
    expectRefusal(command: DebateCommand): string {
      const decision = decide(state, command);
      if (!isRejection(decision)) throw new Error(`accepted: ${JSON.stringify(decision)}`);
      return decision.code;
    },
    /** A deadline passes. */
    expire(deadline: DeadlineKind): readonly DebateEvent[] {
      if (state.phase === 'none') throw new Error('there is no debate');
      return driver.execute({ type: 'expire', deadline, dueAt: dueTimeOf(state.settings, deadline) });
    },
    /** Starts all that is due. */
    startDueTurns(): readonly DebateEvent[] {
      const reserved = { usd: 0, tokens: 0 };
      const turns = dueTurns(state).map(({ turn, attempt }) => ({ turn, attempt, reserved }));
      return driver.execute({ type: 'start', turns, decisionReserve: reserved });
    },
    complete(turn: string, outcome: TurnOutcome, attempt = 1, costUsd: number | null = 0) {
      return driver.execute({
        type: 'complete',
        turn,
        attempt,
        text: `text of ${turn}`,
        outcome,
        usage: tokenUsage,
        costUsd,
      });
    },
    fail(turn: string, attempt = 1, reason: 'malformed' | 'refused' = 'malformed') {
      return driver.execute({
        type: 'fail',
        turn,
        attempt,
        reason,
        message: 'no',
        usage: tokenUsage,
        costUsd: 0,
      });
    },
    /** Speaks the whole phase that is due, one outcome an agent. */
    runPhase(outcomes: Readonly<Record<string, TurnOutcome>>): readonly DebateEvent[] {
      const due = dueTurns(state);
      driver.startDueTurns();
      return due.flatMap(({ turn, attempt, agent }) => {
        const outcome = outcomes[agent.id];
        return outcome ? driver.complete(turn, outcome, attempt) : [];
      });
    },
  };
  driver.execute({ type: 'create', settings: initial });
  return driver;
}

export const position = (claim: string, changes: Partial<Position> = {}): Position => ({
  claim,
  confidence: 0.7,
  citations: [],
  changed: false,
  ...changes,
});

export const proposal = (claim: string, choice?: string): TurnOutcome => ({
  phase: 'propose',
  position: position(claim, choice === undefined ? {} : { choice }),
});

const buildStances = (peers: Readonly<Record<string, boolean>>) =>
  Object.entries(peers).map(([agent, agrees]) => ({
    agent,
    agrees,
    point: agrees ? 'Sound.' : 'Unsupported.',
  }));

export const critique = (peers: Readonly<Record<string, boolean>>): TurnOutcome => ({
  phase: 'critique',
  stances: buildStances(peers),
});

export const revision = (
  claim: string,
  peers: Readonly<Record<string, boolean>>,
  changes: Partial<Position> = {},
): TurnOutcome => ({ phase: 'revise', position: position(claim, changes), stances: buildStances(peers) });

export const judgement: Extract<TurnOutcome, { phase: 'decide' }> = {
  phase: 'decide',
  matrix: { consensus: ['c'], contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
  answer: 'Split the payments part first.',
  citations: [],
};

/** A judge that finds these agents to hold the same. */
export const groups = (...all: readonly (readonly string[])[]): TurnOutcome => ({
  ...judgement,
  comparison: { groups: all, adopts: ['a1'], rejects: [], moved: null },
});

export const typesOf = (events: readonly DebateEvent[]): readonly string[] =>
  events.map((event) => event.type);

/** A log with seq, time and a stand-in for the hash, as a store would hold it. */
export const toStoredEvents = (events: readonly DebateEvent[], debate = 'd1'): readonly StoredEvent[] =>
  events.map((event, index) => ({
    ...event,
    debate,
    seq: index + 1,
    at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    hash: `h${index + 1}`,
  }));

export function expectTypes(events: readonly DebateEvent[], ...expected: readonly string[]): void {
  expect(typesOf(events)).toEqual(expected);
}
