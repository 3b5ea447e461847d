import { expect } from 'vitest';
import { type Command, decide, isRefusal } from '../../app/debate/decide.ts';
import type { DebateEvent, Outcome, Position, Settings, Stored } from '../../app/debate/events.ts';
import { fold } from '../../app/debate/evolve.ts';
import { next } from '../../app/debate/next.ts';
import { presets, quorumOf, seatJudge, seatPanel } from '../../app/debate/presets.ts';
import { type Debate, nothing } from '../../app/debate/state.ts';

/** Settings of a debate in tests; any member can be replaced. */
export function settings(changes: Partial<Settings> = {}): Settings {
  const preset = presets[changes.preset ?? 'standard'];
  const panel = changes.panel ?? seatPanel(preset, undefined, 'rehearsal');
  return {
    question: 'Should we split the monolith?',
    preset: preset.name,
    evidence: [],
    panel,
    judge: seatJudge('rehearsal'),
    rounds: preset.rounds,
    attemptsMax: 2,
    quorum: quorumOf(panel),
    budget: {},
    decideAt: '2026-01-01T00:28:00.000Z',
    deadlineAt: '2026-01-01T00:30:00.000Z',
    seed: 1,
    contractHash: 'test',
    ...changes,
  };
}

export const free = { inputTokens: 10, outputTokens: 5, estimated: false };

/** Given a debate that has run so far, when a command comes, then these events follow. */
export function given(initial: Settings = settings()) {
  let state: Debate = nothing;
  const log: DebateEvent[] = [];
  const take = (events: readonly DebateEvent[]) => {
    log.push(...events);
    state = fold(events, state);
  };
  const course = {
    log,
    get state(): Debate {
      return state;
    },
    due: () => next(state).map((turn) => turn.turn),
    /** The new events of a command that must be accepted. */
    when(command: Command): readonly DebateEvent[] {
      const decision = decide(state, command);
      if (isRefusal(decision)) throw new Error(`refused: ${decision.detail}`);
      take(decision);
      return decision;
    },
    refuses(command: Command): string {
      const decision = decide(state, command);
      if (!isRefusal(decision)) throw new Error(`accepted: ${JSON.stringify(decision)}`);
      return decision.refused;
    },
    /** Starts all that is due. */
    start(): readonly DebateEvent[] {
      const reserved = { usd: 0, tokens: 0 };
      const turns = next(state).map(({ turn, attempt }) => ({ turn, attempt, reserved }));
      return course.when({ type: 'start', turns, keepBack: reserved });
    },
    complete(turn: string, outcome: Outcome, attempt = 1, costUsd: number | null = 0) {
      return course.when({
        type: 'complete',
        turn,
        attempt,
        text: `text of ${turn}`,
        outcome,
        usage: free,
        costUsd,
      });
    },
    fail(turn: string, attempt = 1, reason: 'malformed' | 'refused' = 'malformed') {
      return course.when({ type: 'fail', turn, attempt, reason, message: 'no', usage: free, costUsd: 0 });
    },
    /** Speaks the whole phase that is due, one outcome an agent. */
    speak(outcomes: Readonly<Record<string, Outcome>>): readonly DebateEvent[] {
      const due = next(state);
      course.start();
      return due.flatMap(({ turn, attempt, agent }) => {
        const outcome = outcomes[agent.id];
        return outcome ? course.complete(turn, outcome, attempt) : [];
      });
    },
  };
  course.when({ type: 'create', settings: initial });
  return course;
}

export const position = (claim: string, changes: Partial<Position> = {}): Position => ({
  claim,
  confidence: 0.7,
  citations: [],
  changed: false,
  ...changes,
});

export const propose = (claim: string, choice?: string): Outcome => ({
  phase: 'propose',
  position: position(claim, choice === undefined ? {} : { choice }),
});

const stancesOn = (peers: Readonly<Record<string, boolean>>) =>
  Object.entries(peers).map(([agent, agrees]) => ({
    agent,
    agrees,
    point: agrees ? 'Sound.' : 'Unsupported.',
  }));

export const critique = (peers: Readonly<Record<string, boolean>>): Outcome => ({
  phase: 'critique',
  stances: stancesOn(peers),
});

export const revise = (
  claim: string,
  peers: Readonly<Record<string, boolean>>,
  changes: Partial<Position> = {},
): Outcome => ({ phase: 'revise', position: position(claim, changes), stances: stancesOn(peers) });

export const judgement: Outcome = {
  phase: 'decide',
  matrix: { consensus: ['c'], contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
  answer: 'Split the payments part first.',
  citations: [],
};

export const types = (events: readonly DebateEvent[]): readonly string[] => events.map((event) => event.type);

/** A log with seq, time and a stand-in for the hash, as a store would hold it. */
export const stored = (events: readonly DebateEvent[], debate = 'd1'): readonly Stored[] =>
  events.map((event, index) => ({
    ...event,
    debate,
    seq: index + 1,
    at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    hash: `h${index + 1}`,
  }));

export function expectTypes(events: readonly DebateEvent[], ...wanted: readonly string[]): void {
  expect(types(events)).toEqual(wanted);
}
