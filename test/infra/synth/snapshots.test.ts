import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { describe, expect, test } from 'vitest';
import { contractHash } from '../../../app/config/contract-hash.ts';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createStack } from '../../../infra/stacks/rostrum-stack.ts';
import { deployedProfiles, synthRegion } from '../../../infra/synth/main.ts';
import type { JsonObject } from '../../../infra/synth/normalize.ts';
import { readSnapshots, readSynthesized } from '../../../infra/synth/snapshots.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';
import { context, createCodeFolders } from '../../support/infra/stacks.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const committed = readSnapshots();

/** The template as `npm run synth` writes them, without the checks. */
function templateOf(contract: Contract): JsonObject {
  const directory = createTemporaryDirectory('synth');
  try {
    const outdir = join(directory.path, 'out');
    const paths = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
    const app = new App({
      context: { ...context, ...paths },
      builtinCloudFormationValidation: false,
      outdir,
    });
    const code = createCodeFolders(directory.path);
    createStack(app, {
      contract,
      region: synthRegion,
      zones: null,
      imageUri: null,
      databaseHost: null,
      databaseFrom: null,
      secretsVersion: null,
      deployedFile: null,
      code,
    });
    app.synth();
    return readSynthesized(outdir, [contractHash(contract)]);
  } finally {
    directory.remove();
  }
}

test.each(deployedProfiles)('the committed templates of %s are up to date', (name) => {
  const stale = 'infra/synthesized is stale. Fix: npm run synth';
  expect(JSON.stringify(committed.get(name)) === JSON.stringify(templateOf(profile(name))), stale).toBe(true);
});

test('only deployed profiles have committed templates', () => {
  expect([...committed.keys()].sort()).toEqual([...deployedProfiles].sort());
});

test('the summary shows the effect of a changed number', () => {
  const contract = applyOverrides(profile('staging'), {
    deployment: { balancer: { deregistrationMs: 95_000 }, web: { tasksMax: 5 } },
  });
  const summary = summarizeProfile('staging', committed.get('staging') ?? null, templateOf(contract));
  expect(summary).toMatch(/\*\*Times\*\*\n\n.*deregistration_delay\.timeout_seconds: `90` → `95`/);
  expect(summary).toMatch(/\*\*Capacity\*\*\n\n(?:- .*\n)*.*MaxCapacity: `4` → `5`/);
  expect(summary).not.toContain('replaced');
});

describe('the summary of a change in production', () => {
  const summaryAfter = (overrides: Overrides<Contract>): string =>
    summarizeProfile(
      'production',
      committed.get('production') ?? null,
      templateOf(applyOverrides(profile('production'), overrides)),
    );

  test('does not mention traffic when the health check grace period of the services changes', () => {
    const summary = summaryAfter({ deployment: { container: { graceMs: 70_000 } } });
    expect(summary).toMatch(/HealthCheckGracePeriodSeconds: `60` → `70`/);
    expect(summary).not.toContain('back to blue');
  });

  test('warns that traffic moves back to blue when the target groups, and so the rule, are replaced', () => {
    expect(summaryAfter({ http: { port: 8181 } })).toMatch(/`WebRule\w+` is rewritten, .*back to blue/);
  });
});
