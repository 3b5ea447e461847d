import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EvaluationRun, QuestionResult } from '../../../app/cli/evaluation/result-lines.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('results');
afterAll(() => directory.remove());

const run: EvaluationRun = {
  type: 'run',
  version: 1,
  name: 'test',
  plan: { questions: 1, questionsHash: '', request: {}, selfConsistencyModel: null },
  limits: { debateUsd: 0, selfConsistencyUsd: 0 },
};
const spent = { usd: 0.1, tokens: 100 };
const answer = { choice: 'Yes', confidence: 0.8 };
const result: QuestionResult = {
  type: 'closed',
  id: 'q1',
  answer: 'Yes',
  measured: {
    ...{ debate: 'd1', outcome: 'decided', decision: 'Yes', unpricedTokens: 0, seconds: 5, blindSeconds: 2 },
    ...{ blindMajority: 'Yes', finalVote: 'Yes', trajectory: null, spent, blindSpent: spent },
    seats: [{ seat: 'a1', model: 'm', blind: answer, final: answer, blindSpent: spent }],
  },
};

function report(...lines: readonly string[]) {
  const path = join(directory.path, 'results.jsonl');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return runCli(['eval', 'report', path, '--json']);
}

test('a results file with empty lines is read', async () => {
  const { code, stdout } = await report(JSON.stringify(run), '', JSON.stringify(result), '');
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, questions: 1, asked: { answered: 1 } });
});

const changed = (change: (text: string) => string) => change(JSON.stringify(result));
test.each([
  ['text', 'oops', 'not JSON'],
  ['a list', '[]', 'must be an object'],
  ['null', 'null', 'must be an object'],
  ['another type', '{"type":"toString"}', 'type must be "run" or "closed" or "open"'],
  ['no members', '{"type":"closed","id":"q1"}', 'answer must be a text'],
  [
    'half a debate',
    '{"type":"closed","id":"q1","answer":"Yes","measured":{"debate":"d"}}',
    'measured.outcome must be "decided" or "failed" or "cancelled"',
  ],
  [
    'a seat without a model',
    changed((text) => text.replace('"model":"m",', '')),
    'measured.seats[0].model must be a text',
  ],
  [
    'a percentage',
    changed((text) => text.replace('0.8', '80')),
    'measured.seats[0].blind.confidence must be a number from 0 to 1',
  ],
  [
    'seats by name',
    changed((text) => text.replace(/"seats":\[.*\]/, '"seats":{}')),
    'measured.seats must be a list',
  ],
  ['an open result without an answer', '{"type":"open","id":"q1","debate":"d"}', 'question must be a text'],
])('a line with %s is named with its place and what is wrong', async (_, line, problem) => {
  const { code, stdout, stderr } = await report(JSON.stringify(run), line);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.split('\n', 1)[0]).toMatch(
    /^rostrum: .*results\.jsonl:2: not a line of a results file of rostrum eval: /,
  );
  expect(stderr).toContain(`: ${problem}`);
});

test('a first line without its plan is named too', async () => {
  const { code, stderr } = await report('{"type":"run","version":1,"name":"test"}');
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('plan must be an object'),
  });
});
