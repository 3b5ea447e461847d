import { describe, expect, it } from 'vitest';
import type { DebateEvent, DebateSettings, TurnOutcome } from '../../../app/debate/core/events.ts';
import { presetNames, presets } from '../../../app/debate/core/presets.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { question } from '../../support/agents/briefs.ts';
import {
  createDebateDriver,
  critique,
  groups,
  judgement,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';
import { rehearseDebate } from '../../support/debates/rehearse-debate.ts';

const options = ['Split it', 'Keep it', 'Wait'];
const number = { unit: 'weeks', tolerance: 0.1 };
const checklist = ['Names who pays for the split', 'Gives the cost of failed deploys', 'Has a date'];

/** What shows how a preset works: who spoke when, and how it was decided. */
function summarize(log: readonly DebateEvent[]) {
  const record = buildRecord(toStoredEvents(log));
  if (!record) throw new Error('the debate has not ended');
  const { preset, stopReason, method, choice, judgedBy, agreementByRound, ranking, jurors, minority } =
    record;
  return {
    preset,
    panel: record.panel.map(({ id, role }) => `${id} ${role}`),
    turns: log.flatMap((event) =>
      event.type === 'turn.started'
        ? [`${event.data.turn} reads ${event.data.peers?.map(({ agent }) => agent).sort() ?? 'nothing'}`]
        : event.type === 'debate.escalated'
          ? [`escalated: ${event.data.reason}`]
          : [],
    ),
    stopReason,
    method,
    choice,
    judgedBy,
    agreementByRound,
    ranking,
    jurors,
    minority: minority.map(({ agent }) => agent),
    ...(record.findings && { findings: record.findings }),
    ...(record.number && { number: record.number }),
  };
}

// Update the files with: npm test -- test/debate/presets --update
describe.each(presetNames)('the preset %s', (preset) => {
  it('runs as its golden file says', async () => {
    const run = async (given: Partial<DebateSettings>) =>
      summarize(await rehearseDebate(settings({ preset, question, seed: 3, ...given }), { seed: 3 }));
    const golden = presets[preset].needsChecklist
      ? { checklist: await run({ checklist }) }
      : { open: await run({}), closed: await run({ options }), numeric: await run({ number }) };
    await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(`golden/${preset}.json.txt`);
  });
});

const calls = (log: readonly DebateEvent[]) => log.filter(({ type }) => type === 'turn.started').length;

describe('auto', () => {
  it.each([
    ['a closed question', options, 'Split it'],
    ['an open one in the same words', undefined, undefined],
  ])('makes three calls when its first seats agree on %s', (_, given, choice) => {
    const debate = createDebateDriver(settings({ preset: 'auto', ...(given && { options: given }) }));
    debate.runPhase({ a1: proposal('Split it.', choice), a2: proposal('split it', choice) });
    debate.runPhase({ j1: judgement });
    expect(debate.log.at(-1)).toMatchObject({ type: 'debate.decided', data: { stopReason: 'agreed' } });
    expect(calls(debate.log)).toBe(3);
  });

  it('makes three calls when a judge finds different words to be the same answer', () => {
    const debate = createDebateDriver(settings({ preset: 'auto' }));
    debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Divide it.') });
    expect(debate.dueTurns()).toEqual(['r0.decide.c1']);
    debate.runPhase({ c1: groups(['a1', 'a2']) });
    const record = buildRecord(toStoredEvents(debate.log));
    expect(record).toMatchObject({
      stopReason: 'agreed',
      judgedBy: 'j1',
      minority: [],
      agreement: { score: 1 },
    });
    expect(calls(debate.log)).toBe(3);
  });

  it('brings in the other seats when the answers differ', () => {
    const debate = createDebateDriver(settings({ preset: 'auto' }));
    debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Keep it.') });
    const events = debate.runPhase({ c1: groups(['a1'], ['a2']) });
    expect(events.at(-1)).toEqual({ type: 'debate.escalated', data: { reason: 'differ' } });
    expect(debate.dueTurns()).toEqual(['r0.propose.a3']);
    debate.runPhase({ a3: proposal('Wait.') });
    expect(debate.dueTurns()).toEqual(['r1.critique.a1', 'r1.critique.a2', 'r1.critique.a3']);
  });

  it('goes on when a first answer or the comparison is lost, and at its time limit with the judge', () => {
    const lost = createDebateDriver(settings({ preset: 'auto', attemptsMax: 1 }));
    lost.startDueTurns();
    lost.complete('r0.propose.a1', proposal('Split it.'));
    expect(lost.fail('r0.propose.a2').at(-1)).toMatchObject({ data: { reason: 'seat-lost' } });
    const late = createDebateDriver(settings({ preset: 'auto', attemptsMax: 1 }));
    late.runPhase({ a1: proposal('Split it.'), a2: proposal('Keep it.') });
    late.startDueTurns();
    late.expire('decide');
    expect(late.dueTurns()).toEqual(['r0.decide.j1']);
    const failed = createDebateDriver(settings({ preset: 'auto', attemptsMax: 1 }));
    failed.runPhase({ a1: proposal('Split it.'), a2: proposal('Keep it.') });
    failed.startDueTurns();
    expect(failed.fail('r0.decide.c1').at(-1)).toMatchObject({ data: { reason: 'not-compared' } });
  });
});

describe('a ring', () => {
  it('is stable once every agent has heard every other one without a change', () => {
    const debate = createDebateDriver(settings({ exchange: 'ring', rounds: 9 }));
    debate.runPhase({ a1: proposal('One.'), a2: proposal('Two.'), a3: proposal('Three.') });
    const hold = (next: Readonly<Record<'a1' | 'a2' | 'a3', string>>) => {
      const stances = { a1: { [next.a1]: false }, a2: { [next.a2]: false }, a3: { [next.a3]: false } };
      debate.runPhase({ a1: critique(stances.a1), a2: critique(stances.a2), a3: critique(stances.a3) });
      return debate.runPhase({
        a1: revision('One.', stances.a1),
        a2: revision('Two.', stances.a2),
        a3: revision('Three.', stances.a3),
      });
    };
    const clockwise = { a1: 'a2', a2: 'a3', a3: 'a1' };
    const counterclockwise = { a1: 'a3', a2: 'a1', a3: 'a2' };
    expect(hold(clockwise).at(-1)).toMatchObject({ type: 'round.started' });
    expect(hold(counterclockwise).at(-1)).toMatchObject({ data: { stop: 'stable', round: 2 } });
  });

  it('with fewer rounds than other agents is stable after all of them without a change', () => {
    const debate = createDebateDriver(settings({ preset: 'deep' }));
    const seats = ['a1', 'a2', 'a3', 'a4', 'a5'];
    const runSeats = (reply: (seat: string, index: number) => TurnOutcome) =>
      debate.runPhase(Object.fromEntries(seats.map((seat, index) => [seat, reply(seat, index)])));
    runSeats((seat) => proposal(`It is ${seat}.`));
    for (const round of [1, 2, 3]) {
      const rejects = (index: number) => ({ [seats[(index + round) % 5] ?? '']: false });
      runSeats((_, index) => critique(rejects(index)));
      runSeats((seat, index) => revision(`It is ${seat}.`, rejects(index)));
    }
    const measured = debate.log.findLast(({ type }) => type === 'agreement.measured');
    expect(measured).toMatchObject({ data: { stop: 'stable', round: 3 } });
  });

  it('of five with one dissenter names that one as the minority', () => {
    const debate = createDebateDriver(settings({ preset: 'deep', rounds: 1, decider: 'judge' }));
    debate.runPhase({
      a1: proposal('Split it.'),
      a2: proposal('Divide it.'),
      a3: proposal('Keep it.'),
      a4: proposal('Take it apart.'),
      a5: proposal('Break it up.'),
    });
    const stances = {
      a1: critique({ a2: true }),
      a2: critique({ a3: false }),
      a3: critique({ a4: false }),
      a4: critique({ a5: true }),
      a5: critique({ a1: true }),
    };
    debate.runPhase(stances);
    debate.startDueTurns();
    for (const id of ['a1', 'a2', 'a3', 'a4', 'a5']) debate.fail(`r1.revise.${id}`, 1, 'refused');
    const [measured] = debate.log.slice(-1);
    expect(measured).toMatchObject({ data: { groups: [['a1', 'a2', 'a4', 'a5'], ['a3']] } });
  });
});

describe('a jury', () => {
  const run = (choices: Readonly<Record<string, string>>) => {
    const debate = createDebateDriver(settings({ preset: 'deep', options, rounds: 0 }));
    const seats = ['a1', 'a2', 'a3', 'a4', 'a5'];
    const votes = seats.map((id, index) => [id, proposal('Mine.', options[index % 2])] as const);
    debate.runPhase(Object.fromEntries(votes));
    debate.runPhase(
      Object.fromEntries(Object.entries(choices).map(([id, choice]) => [id, { ...judgement, choice }])),
    );
    return buildRecord(toStoredEvents(debate.log));
  };

  it('decides for what most of its judges choose', () => {
    const record = run({ j1: 'Split it', j2: 'Keep it', j3: 'Keep it' });
    expect(record).toMatchObject({ method: 'jury', choice: 'Keep it', judgedBy: 'j2' });
    expect(record?.jurors?.map(({ seat }) => seat)).toEqual(['j1', 'j2', 'j3']);
  });

  it('that is split follows its first judge', () => {
    expect(run({ j1: 'Wait', j2: 'Keep it', j3: 'Split it' })).toMatchObject({ choice: 'Wait' });
  });
});
