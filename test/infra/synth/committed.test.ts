import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../app/contract/contract.ts';
import { type Differences, profile, withDifferences } from '../../../app/contract/profiles.ts';
import { contractHash } from '../../../app/contract-hash.ts';
import { createSite } from '../../../infra/site.ts';
import { readCommitted, synthesized } from '../../../infra/synth/committed.ts';
import { summaryOf, type Templates } from '../../../infra/synth/summary.ts';
import { deployed, region } from '../../../infra/synth.ts';
import { codeFolders, context } from '../../support/site.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const committed = readCommitted();

/** As `npm run synth` makes them, without the checks. */
function templatesOf(contract: Contract): Templates {
  const directory = temporaryDirectory('synth');
  try {
    const outdir = join(directory.path, 'out');
    const paths = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
    const app = new App({
      context: { ...context, ...paths },
      builtinCloudFormationValidation: false,
      outdir,
    });
    const code = codeFolders(directory.path);
    createSite(app, { contract, region, zones: null, imageUri: null, databaseHost: null, code });
    app.synth();
    return synthesized(outdir, [contractHash(contract)]);
  } finally {
    directory.remove();
  }
}

test.each(deployed)('the committed templates of %s are what the contract and the constructs make', (name) => {
  const stale = 'infra/synthesized is stale. Cure: npm run synth';
  expect(JSON.stringify(committed.get(name)) === JSON.stringify(templatesOf(profile(name))), stale).toBe(
    true,
  );
});

test('profiles that are not deployed are not committed', () => {
  expect([...committed.keys()].sort()).toEqual([...deployed].sort());
});

test('a change of a number shows in the summary as what it does', () => {
  const contract = withDifferences(profile('staging'), {
    deployment: { balancer: { deregistrationMs: 95_000 }, web: { tasksMax: 5 } },
  });
  const summary = summaryOf('staging', committed.get('staging') ?? {}, templatesOf(contract));
  expect(summary).toMatch(/\*\*Times\*\*\n\n.*deregistration_delay\.timeout_seconds: `90` → `95`/);
  expect(summary).toMatch(/\*\*Capacity\*\*\n\n(?:- .*\n)*.*MaxCapacity: `4` → `5`/);
  expect(summary).not.toContain('replaced');
});

describe('the summary of a change in production', () => {
  const changed = (changes: Differences<Contract>): string =>
    summaryOf(
      'production',
      committed.get('production') ?? {},
      templatesOf(withDifferences(profile('production'), changes)),
    );

  test('says nothing about traffic when a service waits longer for its first health checks', () => {
    const summary = changed({ deployment: { container: { graceMs: 70_000 } } });
    expect(summary).toMatch(/HealthCheckGracePeriodSeconds: `60` → `70`/);
    expect(summary).not.toContain('back to blue');
  });

  test('says that traffic goes back to blue when the target groups are replaced, and with them the rule', () => {
    expect(changed({ http: { port: 8181 } })).toMatch(/`WebRule\w+` is written again, .*back to blue/);
  });
});
