import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../app/config/config.ts';
import { contractHash } from '../../../app/config/contract-hash.ts';
import { runContract } from '../../../infra/cli/run-contract.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const contract = (...args: readonly string[]) => runContract(args);

const folder = createTemporaryDirectory('profile-files');
afterAll(() => folder.remove());
function write(name: string, content: object): string {
  const path = join(folder.path, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('a profile file', () => {
  const file = write('ours.json', { extends: 'self-hosted', limits: { notesMax: 7 } });

  test('is checked, listed and explained like a built-in profile', async () => {
    expect((await contract('check', '--profile', file)).stdout).toMatch(
      /ours: \d+ invariants hold, 0 violated/,
    );
    expect((await contract('values', '--profile', file)).stdout).toMatch(/limits\.notesMax +7 +base: 50/);
    expect((await contract('explain', '--profile', file)).stdout).toContain('Timelines of the profile ours');
  });

  test('is rendered with its text and its hash, from which the program has the same contract', async () => {
    const output = join(folder.path, 'rendered');
    expect(await contract('render', 'all', '--profile', file, '--output', output)).toMatchObject({
      status: 0,
    });
    const { services } = parse(readFileSync(join(output, 'compose.yaml'), 'utf8'));
    const { ROSTRUM_PROFILE, ROSTRUM_CONTRACT } = services.worker.environment;
    const config = parseConfig(
      { ROSTRUM_PROFILE, ROSTRUM_CONTRACT, ROSTRUM_ROLE: 'worker', DATABASE_URL: 'postgres://a/b' },
      2,
    );
    expect([config.contract.profile, config.contract.limits.notesMax]).toEqual(['ours', 7]);
    expect(contractHash(config.contract)).toBe(ROSTRUM_CONTRACT);
    const audit = await contract('audit', join(output, 'compose.yaml'), join(output, 'nginx.conf'));
    expect([audit.status, audit.stdout]).toEqual([0, audit.stdout]);
  });

  test('that is wrong is refused with what was meant', async () => {
    const wrong = write('wrong.json', { extends: 'self-hosted', limits: { nodesMax: 7 } });
    const { status, stderr } = await contract('check', '--profile', wrong);
    expect(status).toBe(2);
    expect(stderr).toContain('wrong.json: limits.nodesMax: unknown name; did you mean notesMax?');
  });

  test('whose numbers contradict each other is refused with the smallest fix', async () => {
    const cut = write('cut.json', { extends: 'self-hosted', edge: { gatewayReadMs: 200_000 } });
    const { status, stdout } = await contract('check', '--profile', cut);
    expect(status).toBe(1);
    expect(stdout).toContain('fix: edge.gatewayReadMs 200 s → 300 s');
  });
});

describe('cdk -c profile=FILE', () => {
  const read = (profile: string) =>
    readContextOptions((key) => (key === 'profile' ? profile : undefined), undefined).contract;

  test('deploys the contract of the file under its name', () => {
    const file = write('eu.json', { extends: 'staging', deployment: { logDays: 14 } });
    expect(read(file)).toMatchObject({ profile: 'eu', deployment: { logDays: 14 } });
  });

  test('refuses a file that is not for AWS, or wrong', () => {
    expect(() => read(write('home.json', { extends: 'self-hosted' }))).toThrow(
      'not for AWS; for your own machines',
    );
    expect(() => read(write('typo.json', { extends: 'staging', edgy: {} }))).toThrow(
      'typo.json: edgy: unknown name; did you mean edge?',
    );
  });
});
