import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { type ProfileName, profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { InvalidContextError } from '../../../infra/stacks/context-options.ts';
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

const starter = () => build('starter');
const production = () => build('production');
const restored = (databaseFrom = snapshot) => build('production', { databaseFrom });

const templateOf = ({ stack }: Built) => Template.fromStack(stack).toJSON();

/** What is deployed; each is synthesized once. */
const deployed = {
  starter: templateOf(starter()),
  production: templateOf(production()),
  restored: templateOf(restored()),
};

/** Checks `after` where `before` was synthesized last, or with a file that -c deployed names. */
function change(before: keyof typeof deployed, { app, stack }: Built, file: string | null = null): void {
  mkdirSync(app.outdir, { recursive: true });
  writeFileSync(file ?? join(app.outdir, stack.templateFile), JSON.stringify(deployed[before]));
  refuseLostDebates(app, stack, file);
}

/** The sentence that refuses it; empty if nothing does. */
function refusal(...args: Parameters<typeof change>): string {
  try {
    change(...args);
    return '';
  } catch (error) {
    return error instanceof InvalidContextError ? error.message : String(error);
  }
}

describe('synthesis refuses what would leave the debates behind', () => {
  const withKey = () => build('production', {}, { deployment: { account: { kmsKeyArn: key } } });

  test.each<[keyof typeof deployed, string, () => Built, string]>([
    [
      'starter',
      'Aurora',
      production,
      'make a snapshot, and add -c database-from=ARN (infra/README.md, Grow).',
    ],
    ['production', 'starter', starter, 'keep deployment.database.kind aurora, or make a second deployment'],
    ['restored', 'starter', starter, 'RDS would begin empty, and it restores no snapshot of Aurora'],
    [
      'restored',
      'an empty one',
      production,
      `a new one would begin empty: keep -c database-from=${snapshot}`,
    ],
    [
      'restored',
      'another snapshot',
      () => restored(`${snapshot}-2`),
      `keep -c database-from=${snapshot}, or use`,
    ],
    ['production', 'another key', withKey, 'keep deployment.account.kmsKeyArn as it was'],
  ])('%s to %s', (before, _, after, fix) => {
    const sentence = refusal(before, after());
    expect(sentence).toMatch(/^rostrum-ours: /);
    expect(sentence).toContain(fix);
    expect(sentence).toContain(
      'if that was never deployed, delete it, or give the template that is deployed',
    );
  });
});

describe('synthesis accepts', () => {
  test.each<[keyof typeof deployed, string, () => Built]>([
    ['starter', 'Aurora with a snapshot', restored],
    ['restored', 'the same snapshot again', restored],
    ['production', 'a snapshot of the same database', restored],
    ['production', 'staging', () => build('staging')],
    ['starter', 'starter with another setting', () => build('starter', {}, { deployment: { logDays: 90 } })],
  ])('%s to %s', (before, _, after) => {
    expect(refusal(before, after())).toBe('');
  });

  test('a deployment that is new', () => {
    const { app, stack } = production();
    expect(() => refuseLostDebates(app, stack, null)).not.toThrow();
  });
});

describe('-c deployed', () => {
  test('names the template that counts, instead of the last synthesis', () => {
    const after = production();
    expect(refusal('production', after)).toBe('');
    expect(refusal('starter', after, nextPath())).toMatch(/database-from=ARN \(infra\/README\.md, Grow\)\.$/);
  });

  test('takes the answer of GetTemplate, too', () => {
    const path = nextPath();
    writeFileSync(path, JSON.stringify({ TemplateBody: deployed.starter }));
    const { app, stack } = production();
    expect(() => refuseLostDebates(app, stack, path)).toThrow(/add -c database-from=ARN/);
  });

  test('is refused if the file is no template', () => {
    const { app, stack } = production();
    for (const text of [null, 'Resources:\n', '{"Resources":{}}']) {
      const path = nextPath();
      if (text !== null) writeFileSync(path, text);
      expect(() => refuseLostDebates(app, stack, path)).toThrow(
        `-c deployed: ${path} is no template in JSON: write it with aws cloudformation get-template`,
      );
    }
  });
});

test('the summary of a pull request names it as data that can be lost, and refused', () => {
  const summary = summarizeProfile('ours', deployed.starter, deployed.production);
  const [, section = ''] = /\*\*Data that can be lost\*\*\n\n([\s\S]*?)\n\n/.exec(summary) ?? [];
  expect(section).toContain('`cdk synth` **refuses** it where it is deployed: the debates are in RDS');
  expect(section).toContain('add -c database-from=ARN');
  const kept = summarizeProfile('ours', deployed.starter, deployed.restored);
  for (const text of ['refuses', 'Fails on AWS']) expect(kept).not.toContain(text);
});
