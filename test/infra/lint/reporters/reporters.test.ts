import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../../infra/cli/audit.ts';
import { ContractUsageError } from '../../../../infra/cli/command.ts';
import { audit, failuresOf } from '../../../../infra/lint/lint.ts';
import { asMarkdown } from '../../../../infra/lint/reporters/markdown.ts';
import { asSarif } from '../../../../infra/lint/reporters/sarif.ts';
import { asText } from '../../../../infra/lint/reporters/text.ts';
import { type Acceptance, parseAcceptances } from '../../../../infra/lint/suppressions.ts';
import { createTemporaryDirectory } from '../../../support/temporary-directory.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const name = 'llm-behind-cloudfront.yaml';
const text = readFileSync(at(`golden/${name}`), 'utf8');
const audited = (suppressions: readonly Acceptance[] = []) => audit({ files: [{ name, text }], suppressions });

describe('a report', () => {
  test('for people has both numbers with their places, what it causes and the fix', () => {
    const report = asText(audited());
    expect(report).toContain(
      `ERROR stop-allowed: The platform grants the time that a process has to stop
  process.stopMs                  = 10 min  Task Properties.ContainerDefinitions[0].StopTimeout (${name}:49)
  deployment.container.stopMsMax  = 120 s   the platform's own
  found   process.stopMs should be ≤ deployment.container.stopMsMax: 10 min > 120 s
  causes  a deployment that is refused by AWS`,
    );
    expect(report).toContain(
      'fix     Make Task Properties.ContainerDefinitions[0].StopTimeout (process.stopMs) at most 120 s.',
    );
    expect(report).toMatch(/^4 broken \(2 errors, 2 warnings\), 1 note, \d+ unknown, \d+ hold$/m);
    expect(report).toMatch(/^9 unknown, .*: -v lists what to say; --facts classes\.api\.deadlineMs=…,/m);
    expect(report).not.toContain('\nHolds\n');
  });

  test('for a pull request is a table', () => {
    expect(asMarkdown(audited())).toMatch(
      /^\| error \| `wall-in-the-right-scope` \| Wall Properties\.Scope \(/m,
    );
  });

  test('for code hosts is SARIF with the line, the level and what was accepted', () => {
    const reason = 'The stream is short.';
    expect(asSarif(audited([{ id: 'streams-pass-unchanged', reason }]))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: expect.arrayContaining([
            expect.objectContaining({
              ruleId: 'stop-allowed',
              level: 'error',
              locations: [
                expect.objectContaining({
                  physicalLocation: { artifactLocation: { uri: name }, region: { startLine: 49 } },
                }),
              ],
            }),
            expect.objectContaining({
              ruleId: 'streams-pass-unchanged',
              suppressions: [{ kind: 'external', justification: reason, status: 'accepted' }],
            }),
          ]),
        },
      ],
    });
  });
});

describe('an acceptance', () => {
  const failing = (acceptances: readonly Acceptance[]) => {
    const result = audited(acceptances);
    return { failing: failuresOf(result, 'warning').map(({ id }) => id), problems: result.problems };
  };
  const all = [
    'wall-in-the-right-scope',
    'stop-allowed',
    'gateway-read-allowed',
    'deregistration-within-scale-in-cooldown',
  ];

  test('takes a finding out of what fails, for one resource or everywhere', () => {
    const reason = 'AWS has raised the quota.';
    const others = all.filter((id) => id !== 'gateway-read-allowed');
    const left = { failing: others, problems: [] };
    expect(failing([{ id: 'gateway-read-allowed', reason }])).toEqual(left);
    expect(failing([{ id: 'gateway-read-allowed', resource: 'Edge', reason }])).toEqual(left);
  });

  test('without a reason, or of what is not found, is itself a problem', () => {
    expect(failing([{ id: 'stop-allowed', reason: ' ' }])).toEqual({
      failing: all,
      problems: ['stop-allowed is accepted without a reason: say why'],
    });
    expect(failing([{ id: 'stop-allowed', resource: 'Other', reason: 'It is small.' }])).toEqual({
      failing: all,
      problems: ['stop-allowed of Other is accepted, and is not found: take it out'],
    });
  });

  test.each([
    ['{}', 'it must be a list'],
    ['[{ "reason": "x" }]', 'entry 1 must have an id'],
    ['[{ "id": "a", "reason": "x", "resource": 1 }]', 'entry 1: resource must be a text'],
  ])('%s is refused', (written, message) => {
    expect(() => parseAcceptances(written)).toThrow(message);
  });
});

describe('contract audit', () => {
  const file = at(`golden/${name}`);
  const run = (positionals: readonly string[], options: Readonly<Record<string, string>> = {}) =>
    auditCommand.run({ profiles: null, positionals, options });

  test('is a command, and fails with what is broken', () => {
    const { status, stdout } = spawnSync(process.execPath, [at('../../../../infra/cli.ts'), 'audit', file], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('ERROR stop-allowed') });
  });

  test('fails by severity, takes acceptances and what it is told, and writes JSON', async () => {
    const folder = createTemporaryDirectory('audit');
    onTestFinished(folder.remove);
    const accept = join(folder.path, 'accepted.json');
    const ids = ['wall-in-the-right-scope', 'stop-allowed'];
    writeFileSync(accept, JSON.stringify(ids.map((id) => ({ id, reason: 'It is a test.' }))));
    expect(await run([file], { accept })).toMatchObject({ exitCode: 0 });
    expect(await run([file], { accept, fail: 'warning' })).toMatchObject({ exitCode: 1 });
    const facts = 'classes.api.deadlineMs=600000';
    const { exitCode, output } = await run([file], { accept, facts, format: 'json' });
    expect(exitCode).toBe(1);
    const { findings } = JSON.parse(output);
    expect(findings[0]).toMatchObject({
      id: 'deadline-before-gateway',
      state: 'broken',
      sides: '605 s > 300 s',
    });
  });

  test.each([
    [[], {}, 'audit needs a file, one or more: CloudFormation, Kubernetes'],
    [[file], { accept: '/nowhere' }, '/nowhere: there is no such file'],
    [[file], { format: 'x' }, 'x is not a format; there are text, json, sarif, md'],
    [[file], { fail: 'x' }, 'x is not a severity; there are error, warning, note'],
    [[file], { facts: 'speed=1' }, '--facts: no invariant speaks of speed'],
    [[file], { facts: 'classes.api.deadlineMs=soon' }, '--facts: classes.api.deadlineMs must be a number'],
    [[file], { parameters: 'A' }, 'A must be a name, = and a value'],
    [[file], { accept: file }, 'is not valid JSON'],
  ])('%j with %j is wrong usage', (words, options, message) => {
    expect(() => run(words, options)).toThrow(ContractUsageError);
    expect(() => run(words, options)).toThrow(message);
  });
});
