import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../../app/shared/command-line/usage-error.ts';
import { auditCommand } from '../../../../infra/cli/audit.ts';
import { findFailures, lint } from '../../../../infra/lint/lint.ts';
import { markdownReport } from '../../../../infra/lint/reporters/markdown.ts';
import { sarifReport } from '../../../../infra/lint/reporters/sarif.ts';
import { textReport } from '../../../../infra/lint/reporters/text.ts';
import { parseSuppressions, type Suppression } from '../../../../infra/lint/suppressions.ts';
import { createTemporaryDirectory } from '../../../support/temporary-directory.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const name = 'llm-behind-cloudfront.yaml';
const text = readFileSync(at(`../golden/${name}`), 'utf8');
const audited = (suppressions: readonly Suppression[] = []) =>
  lint({ files: [{ name, text }], suppressions });

describe('a report', () => {
  test('as text has both numbers with their locations, the failure and the fix', () => {
    const report = textReport(audited());
    expect(report).toContain(
      `${name}:49  error stop-allowed
  The time to stop is within the limit of the platform.
  at      Task Properties.ContainerDefinitions[0].StopTimeout
  found   StopTimeout should be ≤ container stop ms max: 10 min > 120 s`,
    );
    expect(report).toContain('  causes  a deployment that AWS rejects\n');
    expect(report).toContain(
      '  fix     Make Task Properties.ContainerDefinitions[0].StopTimeout at most 120 s.\n',
    );
    expect(report).toMatch(/^2 errors, 1 warning, 2 notes in 1 file; \d+ unknown, \d+ hold$/m);
    expect(report).toMatch(/^--notes shows the advice$/m);
    expect(report).not.toContain('\nHolds\n');
  });

  test('as Markdown is a table', () => {
    expect(markdownReport(audited())).toMatch(
      /^\| error \| `web-acl-in-the-right-scope` \| Wall Properties\.Scope \(/m,
    );
  });

  test('as SARIF has the line, the level and the suppressions', () => {
    const reason = 'The stream is short.';
    expect(
      sarifReport(audited([{ id: 'streams-pass-unchanged', reason }]), { notes: true, unknown: false }),
    ).toMatchObject({
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

describe('a suppression', () => {
  const failing = (suppressions: readonly Suppression[]) => {
    const result = audited(suppressions);
    return { failing: findFailures(result, 'warning').map(({ id }) => id), problems: result.problems };
  };
  const all = ['web-acl-in-the-right-scope', 'stop-allowed', 'gateway-read-allowed'];

  test('excludes a finding from the failures, for one resource or everywhere', () => {
    const reason = 'AWS has raised the quota.';
    const others = all.filter((id) => id !== 'gateway-read-allowed');
    const left = { failing: others, problems: [] };
    expect(failing([{ id: 'gateway-read-allowed', reason }])).toEqual(left);
    expect(failing([{ id: 'gateway-read-allowed', resource: 'Edge', reason }])).toEqual(left);
  });

  test('without a reason or a matching finding is reported as a problem', () => {
    expect(failing([{ id: 'stop-allowed', reason: ' ' }])).toEqual({
      failing: all,
      problems: ['stop-allowed is accepted without a reason: add one'],
    });
    expect(failing([{ id: 'stop-allowed', resource: 'Other', reason: 'It is small.' }])).toEqual({
      failing: all,
      problems: ['stop-allowed of Other is accepted but not found: remove the entry'],
    });
  });

  test.each([
    ['{}', 'it must be a list'],
    ['[{ "reason": "x" }]', 'entry 1 must have an id'],
    ['[{ "id": "a", "reason": "x", "resource": 1 }]', 'entry 1: resource must be a string'],
  ])('file %s is rejected', (written, message) => {
    expect(() => parseSuppressions(written)).toThrow(message);
  });
});

describe('contract audit', () => {
  const file = at(`../golden/${name}`);
  const run = (positionals: readonly string[], options: Readonly<Record<string, string>> = {}) =>
    auditCommand.run({ profiles: null, positionals, options });

  test('exits 1 when something is broken', () => {
    const { status, stdout } = spawnSync(process.execPath, [at('../../../../infra/cli.ts'), 'audit', file], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('error stop-allowed') });
  });

  test('fails by severity, reads suppressions and facts, and writes JSON', async () => {
    const folder = createTemporaryDirectory('audit');
    onTestFinished(folder.remove);
    const accept = join(folder.path, 'accepted.json');
    const ids = ['web-acl-in-the-right-scope', 'stop-allowed'];
    writeFileSync(accept, JSON.stringify(ids.map((id) => ({ id, reason: 'It is a test.' }))));
    expect(await run([file], { accept })).toMatchObject({ exitCode: 0 });
    expect(await run([file], { accept, fail: 'warning' })).toMatchObject({ exitCode: 1 });
    const facts = 'classes.api.deadlineMs=600000';
    const { exitCode, output } = await run([file], { accept, facts, format: 'json' });
    expect(exitCode).toBe(0);
    const { findings } = JSON.parse(output);
    expect(findings.find(({ id }: { id: string }) => id === 'deadline-before-gateway')).toMatchObject({
      id: 'deadline-before-gateway',
      state: 'broken',
      comparison: '10 min > 300 s',
    });
  });

  test.each([
    [[], {}, 'audit needs at least one file or folder: Terraform'],
    [[file], { accept: '/nowhere' }, '/nowhere: the file does not exist'],
    [[file], { format: 'x' }, 'x is not a format; there are text, json, sarif, md, github'],
    [[file], { fail: 'x' }, 'x is not a severity; there are error, warning, note'],
    [[file], { facts: 'speed=1' }, '--facts: no invariant uses speed'],
    [[file], { facts: 'classes.api.deadlineMs=soon' }, '--facts: classes.api.deadlineMs must be a number'],
    [[file], { parameters: 'A' }, 'A must be a name, = and a value'],
    [[file], { accept: file }, 'is not valid JSON'],
  ])('arguments %j with options %j are a usage error', (words, options, message) => {
    expect(() => run(words, options)).toThrow(UsageError);
    expect(() => run(words, options)).toThrow(message);
  });
});
