import { describe, expect, it } from 'vitest';
import { createPrompt } from '../../../app/agents/prompts.ts';
import { createTranscript } from '../../../app/cli/output/transcript.ts';
import type {
  DebateSettings,
  NumberEstimate,
  Position,
  TurnOutcome,
} from '../../../app/debate/core/events.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import { formatEstimate, groupNumbers, poolNumbers } from '../../../app/debate/questions/pool-numbers.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { outcomeNotes } from '../../../app/debate/views/record-text.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import { seededNumbers } from '../../../app/shared/seeded-numbers.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  position,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const question = { unit: 'weeks', tolerance: 0.1 };
const estimate = (value: number, low = value * 0.8, high = value * 1.2): NumberEstimate => ({
  value,
  low,
  high,
  ...question,
});
const held = (...values: readonly NumberEstimate[]) =>
  values.map((given, index) => ({ agent: `a${index + 1}`, estimate: given }));

describe('pooled numbers', () => {
  it('are the medians of the numbers and of their bounds', () => {
    expect(poolNumbers(held(estimate(10, 8, 30), estimate(14, 9, 16), estimate(12, 11, 20)))).toEqual({
      ...estimate(12, 9, 20),
      outliers: [],
    });
    expect(poolNumbers(held(estimate(10, 8, 12), estimate(12, 10, 16)))).toMatchObject({
      value: 11,
      low: 9,
      high: 14,
    });
    expect(poolNumbers([])).toBeNull();
  });

  it('name as outliers those that are far off and sure of it', () => {
    const pooled = poolNumbers(
      held(estimate(10), estimate(11), estimate(40, 5, 90), estimate(40, 30, 50), estimate(10)),
    );
    expect(pooled).toMatchObject({ value: 11, outliers: ['a4'] });
  });

  it.each([
    ['two camps of equal size', [10, 10.5, 40, 40.5], [8, 48.6]],
    ['two numbers that differ', [10, 50], [8, 60]],
    ['three numbers that all differ', [10, 100, 1000], [8, 1200]],
    ['a pair between two far ones', [1, 10, 10.2, 100], [0.8, 120]],
  ])('of %s are split, and their interval covers all of them', (_, values, [low, high]) => {
    const pooled = poolNumbers(held(...values.map((value) => estimate(value))));
    expect(pooled).toMatchObject({ isSplit: true, low, high });
  });

  it.each([
    ['a majority', [10, 10.2, 10.4, 40, 41]],
    ['two that do not exclude the median', [10, 13]],
  ])('of %s are not split', (_, values) => {
    expect(poolNumbers(held(...values.map((value) => estimate(value))))).not.toHaveProperty('isSplit');
  });

  it('are held by more than half of the agents, or have an interval that covers all', () => {
    const next = seededNumbers(7);
    for (let run = 0; run < 2000; run += 1) {
      const estimates = Array.from({ length: 2 + Math.floor(next() * 7) }, () => {
        const value = Math.round(next() * 4) * 10 + next();
        return estimate(value, value - next() * 8, value + next() * 8);
      });
      const pooled = poolNumbers(held(...estimates)) ?? expect.unreachable();
      const holders = estimates.length - pooled.outliers.length;
      const isCovering = estimates.every(({ low, high }) => pooled.low <= low && high <= pooled.high);
      expect(pooled.low).toBeLessThanOrEqual(pooled.value);
      expect(pooled.high).toBeGreaterThanOrEqual(pooled.value);
      expect(holders * 2 > estimates.length || isCovering).toBe(true);
    }
  });

  it('form groups in which all agree', () => {
    const values = [100, 109, 118, 50, -100, -95].map((value) => estimate(value));
    expect(groupNumbers(held(...values))).toEqual([['a5', 'a6'], ['a1', 'a2'], ['a4'], ['a3']]);
  });

  it.each([
    [estimate(14, 10, 20), '14 weeks (10 to 20)'],
    [estimate(1234567.5, 0.000012, 2e9), '1,234,567.5 weeks (0.000012 to 2,000,000,000)'],
    [estimate(0, -1.5e-300, 0), '0 weeks (-1.50e-300 to 0)'],
  ])('are written for people', (given, text) => expect(formatEstimate(given)).toBe(text));
});

const context = { ...proposeBrief(), number: question };
const reply = (block: object) =>
  parseReply(
    `Reasons.\n\n\`\`\`json\n${JSON.stringify({ claim: 'About 14 weeks.', confidence: 0.7, ...block })}\n\`\`\``,
    context,
  );

describe('the number of a reply', () => {
  const expected = { value: 1400, low: 1000, high: 2000 };
  it.each([
    [{ number: 1400, interval: [1000, 2000] }],
    [{ number: '1,400', interval: ['1,000', '2,000'], unit: 'weeks' }],
    [{ number: 'about 1400 weeks', interval: '1000 to 2000 weeks' }],
    [{ number: '~1400', interval: '1000–2000', unit: 'Weeks.' }],
    [{ number: 1400, interval: { low: 1000, high: 2000 } }],
    [{ number: 1.4e3, interval: [2000, 1000] }],
  ])('is read from %j', (block) => {
    expect(reply(block)).toMatchObject({ outcome: { position: { estimate: { ...expected, ...question } } } });
  });

  it.each([
    [{ interval: [1, 2] }, '"number"'],
    [{ number: 1 }, '"interval"'],
    [{ number: 3, interval: [1, 2] }, 'within'],
    [{ number: 2, interval: [1, 3], unit: 'days' }, '"unit"'],
    [{ number: '1,5', interval: [1, 3] }, '"number"'],
    [{ number: 1e16, interval: [1, 1e17] }, '"number"'],
    [{ number: 2, interval: [1, 2, 3] }, '"interval"'],
  ])('is refused in %j', (block, problem) => {
    expect(reply(block)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it('is asked for with its unit', () => {
    const [message] = createPrompt(context).messages;
    expect(message?.content).toContain('The answer is a number in "weeks".');
    expect(message?.content).toContain('"unit": "weeks"');
  });
});

const propose = (value: number, changes: Partial<Position> = {}): TurnOutcome => ({
  phase: 'propose',
  position: position(`${value} weeks.`, { estimate: estimate(value), ...changes }),
});
const start = (changes: Partial<DebateSettings> = {}) =>
  createDebateDriver(settings({ number: question, ...changes }));
const recordOf = ({ log }: ReturnType<typeof start>) => buildRecord(toStoredEvents(log));

describe('a numeric question', () => {
  it('ends when all blind numbers are within the tolerance, and the judge explains the pooled one', () => {
    const debate = start();
    debate.runPhase({ a1: propose(10), a2: propose(10.5), a3: propose(10.2) });
    debate.runPhase({ j1: judgement });
    expect(recordOf(debate)).toMatchObject({
      stopReason: 'agreed',
      method: 'pool',
      choice: '10.2 weeks (8.16 to 12.24)',
      number: { value: 10.2, outliers: [] },
      agreement: { score: 1, source: 'numbers' },
      minority: [],
      answer: judgement.answer,
      baseline: { source: 'pool', answer: '10.2 weeks (8.16 to 12.24)', effect: 'same' },
    });
  });

  it('takes the minority and the change from the numbers that are held at the end', () => {
    const debate = start({ rounds: 1 });
    debate.runPhase({ a1: propose(10), a2: propose(20), a3: propose(20) });
    const disagree = (id: string) =>
      Object.fromEntries(['a1', 'a2', 'a3'].filter((a) => a !== id).map((a) => [a, false]));
    debate.runPhase({
      a1: critique(disagree('a1')),
      a2: critique(disagree('a2')),
      a3: critique(disagree('a3')),
    });
    const revise = (id: string, value: number, changed: boolean) =>
      revision(`${value} weeks.`, disagree(id), {
        estimate: estimate(value),
        changed,
        ...(changed && { changedBecause: 'An error.' }),
      });
    debate.runPhase({
      a1: revise('a1', 10, false),
      a2: revise('a2', 20.4, false),
      a3: revise('a3', 10, true),
    });
    debate.startDueTurns();
    debate.fail('r1.decide.j1', 1, 'refused');
    debate.startDueTurns();
    debate.fail('r1.decide.a1', 1, 'refused');
    expect(recordOf(debate)).toMatchObject({
      method: 'pool',
      judgedBy: null,
      answer: '10 weeks (8 to 12)',
      number: { value: 10, outliers: ['a2'] },
      agreement: { groups: [['a1', 'a3'], ['a2']] },
      minority: [{ agent: 'a2' }],
      flips: [{ agent: 'a3', from: '20 weeks (16 to 24)', to: '10 weeks (8 to 12)' }],
      baseline: { effect: 'changed' },
    });
  });

  it('brings in the other seats of auto when the first numbers differ', () => {
    const debate = start({ preset: 'auto' });
    const events = debate.runPhase({ a1: propose(10), a2: propose(20) });
    expect(events.at(-1)).toMatchObject({ type: 'debate.escalated', data: { reason: 'differ' } });
  });

  it.each([
    ['could not have moved three numbers that agree', [10, 10.2, 10.4], false],
    ['could have moved numbers that do not', [10, 10.2, 20], true],
  ])('says that a lost seat %s', (_, values, couldHaveChanged) => {
    const [x = 0, y = 0, z = 0] = values;
    const { panel } = settings();
    const lost = { ...(panel[0] ?? expect.unreachable()), id: 'a4' };
    const debate = start({ panel: [...panel, lost], rounds: 0 });
    debate.runPhase({ a1: propose(x), a2: propose(y), a3: propose(z) });
    debate.fail('r0.propose.a4', 1, 'refused');
    debate.runPhase({ j1: judgement });
    expect(recordOf(debate)?.lostSeats).toMatchObject({ agents: ['a4'], couldHaveChanged });
  });

  it('says when the pooled number is far from that of every agent', () => {
    const debate = start({ rounds: 0, panel: settings().panel.slice(0, 2) });
    debate.runPhase({ a1: propose(10), a2: propose(50) });
    debate.runPhase({ j1: judgement });
    const record = recordOf(debate) ?? expect.unreachable();
    expect(record).toMatchObject({
      choice: '30 weeks (8 to 60)',
      number: { value: 30, isSplit: true },
      againstMajority: false,
    });
    const notes = outcomeNotes(record, (id) => id, neutralFormats);
    expect(notes).toContain('The answer adopts the position of no agent.');
    expect(notes).toContain(
      'The panel is split: 10 weeks (a1) and 50 weeks (a2). The interval covers all of them.',
    );
  });

  it('is shown in the terminal with the number of each agent', () => {
    const debate = start();
    debate.runPhase({ a1: propose(10), a2: propose(20), a3: propose(20) });
    const stored = toStoredEvents(debate.log);
    const transcript = createTranscript({ isShort: true, formats: neutralFormats });
    const view = buildView('d1', stored.map(toEnvelope));
    const points = stored
      .map(toEnvelope)
      .flatMap((event) => transcript(event, view).flatMap((entry) => entry.points));
    expect(points).toContain('Number in weeks; agreement within 10%');
    expect(points).toContain('Position: 20 weeks (16 to 24): 20 weeks. (70% sure)');
  });
});
