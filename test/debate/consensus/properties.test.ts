import { describe, expect, it } from 'vitest';
import { measureAgreement } from '../../../app/debate/consensus/agreement.ts';
import { isSamePosition } from '../../../app/debate/consensus/claims.ts';
import { findMinority } from '../../../app/debate/consensus/minority.ts';
import { decideByVote, isDecidedByVote } from '../../../app/debate/consensus/verdict.ts';
import { finalVotes } from '../../../app/debate/consensus/votes.ts';
import { currentPosition, type EndedDebate } from '../../../app/debate/core/state.ts';
import { buildRecord, type DecisionRecord } from '../../../app/debate/record/decision-record.ts';
import { toStoredEvents } from '../../support/debates/debate-driver.ts';
import { runRandomDebate } from '../../support/debates/random-debate.ts';

const seeds = Number(process.env.ROSTRUM_TEST_DEBATES ?? 1500);

interface EndedRun {
  readonly seed: number;
  readonly record: DecisionRecord;
  readonly state: EndedDebate;
}

const runs: readonly EndedRun[] = Array.from({ length: seeds }, (_, seed) => {
  const { log, state } = runRandomDebate(seed);
  const record = buildRecord(toStoredEvents(log));
  if (!record || state.phase !== 'ended') throw new Error(`seed ${seed} has no record`);
  return { seed, record, state };
});

const decided = runs.filter(({ record }) => record.outcome === 'decided');
const minorityOf = ({ record }: EndedRun) => record.minority.map(({ agent }) => agent);
const positionOf = ({ state }: EndedRun, agent: string) => {
  const position = currentPosition(state, agent);
  if (!position) throw new Error(`${agent} holds no position`);
  return position;
};
const holdersOf = ({ record }: EndedRun) => record.agreement?.groups.flat() ?? [];

const minorityAgents = (debate: EndedDebate) => findMinority(debate).map(({ agent }) => agent);

/** The seeds for which a statement does not hold: a failure names debates to replay. */
const seedsAgainst = (list: readonly EndedRun[], holds: (run: EndedRun) => boolean) =>
  list.filter((run) => !holds(run)).map(({ seed }) => seed);

describe(`in ${seeds} random debates`, () => {
  it('the runs cover decisions, failures, ties, decisions against the majority and every way to stop', () => {
    const stops = new Set(runs.map(({ record }) => record.stopReason));
    const reasons = ['agreed', 'concluded', 'deadline', 'quorum-lost', 'rounds', 'stable'];
    expect([...stops]).toEqual(expect.arrayContaining(reasons));
    expect(decided.length).toBeGreaterThan(seeds / 2);
    expect(runs.some(({ record }) => record.tied)).toBe(true);
    expect(runs.some(({ record }) => record.againstMajority)).toBe(true);
    expect(runs.some(({ record }) => record.judgedBy !== null && record.judgedBy !== 'j1')).toBe(true);
  });

  it('a panel that agreed has decided for what all hold, and has no minority', () => {
    const agreed = decided.filter(({ record }) => record.stopReason === 'agreed');
    expect(agreed.length).toBeGreaterThan(100);
    const holds = (run: EndedRun) => {
      const [first, ...others] = holdersOf(run).map((agent) => positionOf(run, agent));
      const isChosen = run.record.choice === null || first?.choice === run.record.choice;
      const isSame = others.every(({ choice }) => choice === first?.choice);
      return run.record.agreement?.score === 1 && minorityOf(run).length === 0 && isChosen && isSame;
    };
    expect(
      seedsAgainst(
        agreed.filter(({ state }) => isDecidedByVote(state.settings)),
        holds,
      ),
    ).toEqual([]);
    const openHolds = (run: EndedRun) => run.record.agreement?.score === 1 && minorityOf(run).length === 0;
    expect(
      seedsAgainst(
        agreed.filter(({ record }) => record.options === null),
        openHolds,
      ),
    ).toEqual([]);
  });

  it('a decision follows a group of two thirds, or the record says that it is against the majority', () => {
    const holds = ({ record, state }: EndedRun) => {
      const { agreement, againstMajority } = record;
      const adopts = state.end.status === 'decided' ? state.end.verdict.adopts : null;
      if (!agreement || agreement.score === null || agreement.score < 2 / 3 || !adopts) return true;
      return againstMajority || (agreement.groups[0] ?? []).some((agent) => adopts.includes(agent));
    };
    expect(seedsAgainst(decided, holds)).toEqual([]);
  });

  it('equal claims never disagree, and in a closed question equal choices', () => {
    const holds = (run: EndedRun) => {
      const groups = run.record.agreement?.groups ?? [];
      return groups.every((group, index) =>
        groups
          .slice(index + 1)
          .flat()
          .every((other) =>
            group.every((agent) => !isSamePosition(positionOf(run, agent), positionOf(run, other))),
          ),
      );
    };
    expect(seedsAgainst(runs, holds)).toEqual([]);
  });

  it('no agent that holds the answer is in the minority', () => {
    const holds = (run: EndedRun) => {
      const { choice } = run.record;
      const adopts = run.state.end.status === 'decided' ? (run.state.end.verdict.adopts ?? []) : [];
      return minorityOf(run).every((agent) => {
        const position = positionOf(run, agent);
        if (choice !== null) return position.choice !== choice;
        return !adopts.some((other) => isSamePosition(position, positionOf(run, other)));
      });
    };
    expect(seedsAgainst(decided, holds)).toEqual([]);
  });

  it('every agent that holds a position is adopted or in the minority, unless the judge did not compare them', () => {
    const holds = (run: EndedRun) => {
      const adopts = run.state.end.status === 'decided' ? run.state.end.verdict.adopts : null;
      if (!adopts) return true;
      return holdersOf(run).every((agent) => adopts.includes(agent) !== minorityOf(run).includes(agent));
    };
    expect(seedsAgainst(decided, holds)).toEqual([]);
  });

  it('a vote decides for the option that most agents hold at the end', () => {
    const votes = decided.filter(({ record }) => record.method === 'vote' && !record.tied);
    const holds = ({ record, state }: EndedRun) => {
      const counts = finalVotes(state);
      const chosen = counts[record.choice ?? ''] ?? 0;
      return Object.entries(counts).every(([option, count]) => option === record.choice || count < chosen);
    };
    expect(seedsAgainst(votes, holds)).toEqual([]);
  });

  it('a revision that changes nothing changes no agreement, no decision by vote and no minority', () => {
    const holds = ({ state }: EndedRun) =>
      state.turns.every((turn, index) => {
        if (turn.outcome?.phase !== 'revise') return true;
        const critique = state.turns.findLast(
          ({ agent, phase, round }) => agent === turn.agent && phase === 'critique' && round === turn.round,
        );
        const before = { ...state, turns: state.turns.slice(0, index) };
        const held = currentPosition(before, turn.agent);
        const isRepeated =
          critique?.outcome?.phase === 'critique' &&
          critique.outcome.stances === turn.outcome.stances &&
          held?.claim === turn.outcome.position.claim &&
          held.choice === turn.outcome.position.choice;
        if (!isRepeated) return true;
        const without = state.turns.map((other) => (other === turn ? { ...other, outcome: null } : other));
        const results = (debate: EndedDebate) =>
          JSON.stringify([measureAgreement(debate), decideByVote(debate, null), minorityAgents(debate)]);
        return results({ ...state, turns: without }) === results(state);
      });
    expect(seedsAgainst(runs, holds)).toEqual([]);
  });

  it('an agent whose last claim equals its first has not changed its mind', () => {
    const holds = (run: EndedRun) =>
      run.record.options !== null ||
      run.record.flips.every(({ agent }) => {
        const blind = run.record.baseline.claims.find((entry) => entry.agent === agent);
        const position = positionOf(run, agent);
        return !blind || !isSamePosition({ ...position, claim: blind.claim }, position);
      });
    expect(seedsAgainst(runs, holds)).toEqual([]);
  });
});
