import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { type ProfileName, profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { refuseLostDebates } from '../../../infra/stacks/deployed-template.ts';
import type { StackOptions } from '../../../infra/stacks/rostrum-stack.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';
import { createApp } from '../../support/infra/stacks.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const directory = createTemporaryDirectory('deployed');
afterAll(() => directory.remove());
let count = 0;

function nextPath(): string {
  count += 1;
  return join(directory.path, `${count}`);
}

const snapshot = 'arn:aws:rds:eu-central-1:111122223333:snapshot:before-aurora';
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** The deployment `ours`, as `cdk synth -c name=ours` makes it. */
function build(name: ProfileName, parts: Partial<StackOptions> = {}, changes: Overrides<Contract> = {}) {
  const folder = nextPath();
  mkdirSync(folder);
  const contract = { ...applyOverrides(profile(name), changes), profile: 'ours' };
  return createApp(folder, contract, parts);
}

type Built = ReturnType<typeof build>;

const templateOf = ({ stack }: Built) => Template.fromStack(stack).toJSON();

/** Synthesizes `after` where `before` has been synthesized, or with a file that -c deployed names. */
function change(before: Built, after: Built, file: string | null = null): void {
  mkdirSync(after.app.outdir, { recursive: true });
  const path = file ?? join(after.app.outdir, after.stack.templateFile);
  writeFileSync(path, JSON.stringify(templateOf(before)));
  refuseLostDebates(after.app, after.stack, file);
}

const starter = () => build('starter');
const production = () => build('production');
const restored = (databaseFrom = snapshot) => build('production', { databaseFrom });

describe('synthesis refuses what would leave the debates behind', () => {
  test.each<[string, () => Built, () => Built, string]>([
    [
      'starter to Aurora',
      starter,
      production,
      'make a snapshot, and add -c database-from=ARN (infra/README.md',
    ],
    [
      'Aurora to starter',
      production,
      starter,
      'keep deployment.database.kind aurora, or make a second deployment',
    ],
    [
      'restored Aurora to starter',
      restored,
      starter,
      'RDS would begin empty, and it restores no snapshot of Aurora',
    ],
    [
      'a forgotten snapshot',
      restored,
      production,
      `a new one would begin empty: keep -c database-from=${snapshot}`,
    ],
    [
      'another snapshot',
      restored,
      () => restored(`${snapshot}-2`),
      `keep -c database-from=${snapshot}, or use`,
    ],
    [
      'another key',
      production,
      () => build('production', {}, { deployment: { account: { kmsKeyArn: key } } }),
      'keep deployment.account.kmsKeyArn as it was',
    ],
  ])('%s', (_, before, after, fix) => {
    const message = () => change(before(), after());
    expect(message).toThrow(/^rostrum-ours: /);
    expect(message).toThrow(fix);
    expect(message).toThrow('if that was never deployed, delete it, or give the template that is deployed');
  });
});

describe('synthesis accepts', () => {
  test.each<[string, () => Built, () => Built]>([
    ['starter to Aurora with a snapshot', starter, restored],
    ['the same snapshot again', restored, restored],
    ['staging to production', () => build('staging'), production],
    ['a snapshot of the same database', production, restored],
    ['a change of starter', starter, () => build('starter', {}, { deployment: { logDays: 90 } })],
  ])('%s', (_, before, after) => {
    expect(() => change(before(), after())).not.toThrow();
  });

  test('a deployment that is new', () => {
    const { app, stack } = production();
    expect(() => refuseLostDebates(app, stack, null)).not.toThrow();
  });
});

describe('-c deployed', () => {
  test('names the template that counts, instead of the last synthesis', () => {
    const after = production();
    change(production(), after);
    expect(() => change(starter(), after, nextPath())).toThrow(
      /database-from=ARN \(infra\/README\.md, [^)]+\)\.$/,
    );
  });

  test('takes the answer of GetTemplate, too', () => {
    const path = nextPath();
    writeFileSync(path, JSON.stringify({ TemplateBody: templateOf(starter()) }));
    const { app, stack } = production();
    expect(() => refuseLostDebates(app, stack, path)).toThrow(/add -c database-from=ARN/);
  });

  test.each(['', 'Resources:\n', '{"Resources":{}}'])('is refused if the file is no template: %j', (text) => {
    const path = nextPath();
    if (text !== '') writeFileSync(path, text);
    const { app, stack } = production();
    expect(() => refuseLostDebates(app, stack, path)).toThrow(
      `-c deployed: ${path} is no template in JSON: write it with aws cloudformation get-template`,
    );
  });
});

test('the summary of a pull request names it as data that can be lost, and refused', () => {
  const summary = summarizeProfile('ours', templateOf(starter()), templateOf(production()));
  const [, section = ''] = /\*\*Data that can be lost\*\*\n\n([\s\S]*?)\n\n/.exec(summary) ?? [];
  expect(section).toContain('`cdk synth` **refuses** it where it is deployed: the debates are in RDS');
  expect(section).toContain('add -c database-from=ARN');
  const kept = summarizeProfile('ours', templateOf(starter()), templateOf(restored()));
  for (const text of ['refuses', 'Fails on AWS']) expect(kept).not.toContain(text);
});
