import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EvaluationRun } from '../../../app/cli/evaluation/result-lines.ts';
import type { OpenResult } from '../../../app/debate/evaluation/open-questions.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('sheet');
afterAll(() => directory.remove());

const run: EvaluationRun = {
  type: 'run',
  version: 1,
  name: 'test',
  plan: { questions: 21, questionsHash: '', request: {}, selfConsistencyModel: null },
  limits: { debateUsd: 0, selfConsistencyUsd: 0 },
};

const resultOf = (id: string, baseline: string | null): OpenResult => ({
  id,
  debate: `d-${id}`,
  question: `Why ${id}?`,
  outcome: 'decided',
  answer: `## By the debate\nof ${id}`,
  baseline,
  spent: { usd: 0, tokens: 0 },
  seconds: 1,
});

test('a sheet shows two answers to each open question, and only the key says which is whose', async () => {
  const results = join(directory.path, 'results.jsonl');
  const open = Array.from({ length: 20 }, (_, index) => resultOf(`q${index}`, `Blind ${index}`));
  const lines = [run, ...[...open, resultOf('agreed', null)].map((result) => ({ type: 'open', ...result }))];
  writeFileSync(results, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const out = join(directory.path, 'sheet.md');
  const written = await runCli(['eval', 'sheet', results, '--out', out]);
  expect(written).toMatchObject({ code: 0, stderr: expect.stringContaining('only one answer: agreed\n') });
  const sheet = readFileSync(out, 'utf8');
  const key: Record<string, string> = JSON.parse(
    readFileSync(join(directory.path, 'sheet.key.json'), 'utf8'),
  );
  expect(new Set(Object.values(key))).toEqual(new Set(['A', 'B']));
  expect(Object.keys(key)).toHaveLength(20);
  expect(sheet).not.toMatch(/rehearsal|d-q|agreed/);
  for (const [id, side] of Object.entries(key)) {
    const part = sheet.split(`## ${id}\n`)[1]?.split('Better:', 1)[0] ?? '';
    const [first = '', second = ''] = part.split('### Answer B');
    expect(side === 'A' ? first : second).toContain(`> ## By the debate\n> of ${id}\n`);
    expect(side === 'A' ? second : first).toContain(`> Blind ${id.slice(1)}\n`);
  }
  expect(await runCli(['eval', 'sheet', results, '--out', out])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('sheet.md: it exists'),
  });
  rmSync(out);
  expect(await runCli(['eval', 'sheet', results, '--out', out])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('sheet.key.json: it exists'),
  });
  expect(existsSync(out)).toBe(false);
  expect((await runCli(['eval', 'report', results])).stdout).toContain(
    '21 open questions: rostrum eval sheet',
  );
});

test('a sheet without pairs is not written', async () => {
  const results = join(directory.path, 'agreed.jsonl');
  const lines = [run, { type: 'open', ...resultOf('agreed', null) }];
  writeFileSync(results, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const out = join(directory.path, 'empty.md');
  expect(await runCli(['eval', 'sheet', results, '--out', out])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no open question with two answers'),
  });
  expect(existsSync(out)).toBe(false);
});
