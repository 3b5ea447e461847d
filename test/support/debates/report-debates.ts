import type { Stance, TurnOutcome } from '../../../app/debate/core/events.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { createDebateDriver, position, settings, toStoredEvents } from './debate-driver.ts';
import { type SampleDebate, testSigner } from './sample-debates.ts';

/** Debates with something in every section of a report, for its golden files. */

const E1 = {
  id: 'E1',
  name: 'load-test.md',
  mediaType: 'text/markdown',
  characters: 210_000,
  hash: '5f2c'.repeat(16),
};
const cited = [{ evidence: 'E1', quote: 'Throughput fell by 40 % at 300 tenants', found: true }];
const invented = [{ evidence: 'E1', quote: 'all teams agreed to the split', found: false }];

const panel = [
  { id: 'a1', name: 'Ada', role: 'advocate', model: 'anthropic:large' },
  { id: 'a2', name: 'Bela', role: 'sceptic', model: 'openai:medium' },
  { id: 'a3', name: 'Cleo', role: 'evidence-checker', model: 'google:small' },
] as const;
const judge = { id: 'j1', name: 'Judge', role: 'judge', model: 'anthropic:large' } as const;

const usage = { inputTokens: 1840, outputTokens: 412, estimated: false };

function createReportDriver(changes: Parameters<typeof settings>[0]) {
  const driver = createDebateDriver(settings({ panel, judge, ...changes }));
  const reserved = { usd: 0, tokens: 0 };
  return {
    driver,
    start: () => driver.startDueTurns(),
    startPartly: (turn: string, attempt: number) =>
      driver.execute({
        type: 'start',
        turns: [
          { turn, attempt, reserved, omissions: [{ from: 'E1', shown: 120_000, total: E1.characters }] },
        ],
        decisionReserve: reserved,
      }),
    complete: (turn: string, outcome: TurnOutcome, attempt = 1) =>
      driver.execute({
        type: 'complete',
        turn,
        attempt,
        text: 'prose',
        outcome,
        usage,
        costUsd: turn.endsWith('j1') ? 0.0214 : 0.0062,
      }),
  };
}

function toSample(id: string, log: Parameters<typeof toStoredEvents>[0]): SampleDebate {
  const events = toStoredEvents(log, id);
  const record = buildRecord(events);
  if (!record) throw new Error(`the debate has not ended: ${log.at(-1)?.type}`);
  return { id, events: events.map(toEnvelope), record: testSigner.sign(record) };
}

/** An open question: one dissenter, one change of position, a lost turn, a document that did not fit, a note. */
export function openReportDebate(): SampleDebate {
  const { driver, start, startPartly, complete } = createReportDriver({
    question: 'Should we split the billing monolith this quarter?',
    evidence: [E1],
    rounds: 1,
    attemptsMax: 1,
  });
  const claims = {
    a1: 'Split the payments part first, behind the existing interface.',
    a2: 'Keep the monolith whole and fix its indexes.',
    a3: 'Change nothing until the load test is repeated.',
  };
  start();
  complete('r0.propose.a1', { phase: 'propose', position: position(claims.a1, { citations: cited }) });
  complete('r0.propose.a2', { phase: 'propose', position: position(claims.a2, { confidence: 0.8 }) });
  complete('r0.propose.a3', { phase: 'propose', position: position(claims.a3, { citations: invented }) });
  startPartly('r1.critique.a1', 1);
  start();
  driver.execute({ type: 'note', text: 'The freeze starts on 1 December.', by: 'Mira', notesMax: 9 });
  const about = (agent: string, agrees: boolean, point: string): Stance => ({ agent, agrees, point });
  complete('r1.critique.a1', {
    phase: 'critique',
    stances: [about('a2', false, 'Indexes do not help at 300 tenants.')],
  });
  complete('r1.critique.a2', {
    phase: 'critique',
    stances: [about('a1', false, 'The interface leaks transactions.')],
  });
  driver.fail('r1.critique.a3');
  start();
  complete('r1.revise.a1', {
    phase: 'revise',
    position: position(claims.a1, { citations: cited, confidence: 0.85 }),
    stances: [about('a3', true, 'Measured first.')],
  });
  complete('r1.revise.a2', {
    phase: 'revise',
    position: position(claims.a2, {
      confidence: 0.8,
      reason: 'Two teams would own one transaction.',
    }),
    stances: [
      about('a1', false, 'The interface leaks transactions.'),
      about('a3', false, 'The test was repeated twice.'),
    ],
  });
  complete('r1.revise.a3', {
    phase: 'revise',
    position: position('Split the payments part first, after one repeated load test.', {
      changed: true,
      changedBecause: 'E1 shows the loss at 300 tenants.',
      citations: cited,
    }),
    stances: [about('a1', true, 'The interface exists.')],
  });
  start();
  complete('r1.decide.j1', {
    phase: 'decide',
    matrix: {
      consensus: ['Deployments must get safer.'],
      contradictions: ['Whether indexes are enough.'],
      partialCoverage: [],
      uniqueInsights: ['One transaction would have two owners.'],
      blindSpots: ['The sellers were not asked.'],
    },
    answer: [
      'Split the **payments** part first, behind the interface that exists.',
      '## Why',
      '1. Throughput fell by 40 % at 300 tenants (E1).\n2. The interface already separates `pay()` from the rest.',
      '| option | risk |\n|---|---|\n| split | two owners |\n| keep | 40 % loss |',
      'See [the runbook](https://wiki.example/runbook) before the freeze.',
    ].join('\n\n'),
    citations: cited,
    comparison: {
      groups: [['a1', 'a3'], ['a2']],
      adopts: ['a1', 'a3'],
      rejects: [{ agent: 'a2', because: 'The measured loss is not about indexes.' }],
      moved: ['a3'],
    },
    withoutDebate: { answer: 'Split later, after another load test.', effect: 'changed' },
  });
  return toSample('01980000-0000-7000-8000-000000000001', driver.log);
}

/** A closed question: the vote decides, one agent changed sides, and the judge failed. */
export function closedReportDebate(): SampleDebate {
  const { driver, start, complete } = createReportDriver({
    question: 'Which queue do we use for invoices?',
    options: ['PostgreSQL table', 'Managed queue', 'Kafka'],
    rounds: 1,
    attemptsMax: 1,
  });
  start();
  for (const [agent, choice, claim] of [
    ['a1', 'Managed queue', 'It needs no operation of our own.'],
    ['a2', 'PostgreSQL table', 'One transaction writes invoice and job.'],
    ['a3', 'Managed queue', 'It has dead letters.'],
  ] as const)
    complete(`r0.propose.${agent}`, { phase: 'propose', position: position(claim, { choice }) });
  start();
  for (const agent of ['a1', 'a2', 'a3'])
    complete(`r1.critique.${agent}`, { phase: 'critique', stances: [] });
  start();
  const stances = [{ agent: 'a1', agrees: false, point: 'Two systems can disagree about an invoice.' }];
  complete('r1.revise.a1', {
    phase: 'revise',
    position: position('It needs no operation of our own.', {
      choice: 'Managed queue',
      reason: 'On call is two people.',
    }),
    stances: [{ agent: 'a2', agrees: false, point: 'A table needs vacuuming.' }],
  });
  complete('r1.revise.a2', {
    phase: 'revise',
    position: position('One transaction writes invoice and job.', { choice: 'PostgreSQL table' }),
    stances,
  });
  complete('r1.revise.a3', {
    phase: 'revise',
    position: position('One transaction is worth more than dead letters.', {
      choice: 'PostgreSQL table',
      changed: true,
      changedBecause: 'A lost invoice costs more than a slow one.',
    }),
    stances,
  });
  start();
  driver.fail('r1.decide.j1');
  start();
  complete('r1.decide.a2', {
    phase: 'decide',
    matrix: {
      consensus: ['Invoices must not be lost.'],
      contradictions: ['Whether two systems can be kept in step.'],
      partialCoverage: [],
      uniqueInsights: [],
      blindSpots: ['Nothing was said about cost.'],
    },
    answer: 'PostgreSQL table. The job is written with its invoice, in one transaction.',
    citations: [],
  });
  return toSample('01980000-0000-7000-8000-000000000002', driver.log);
}
