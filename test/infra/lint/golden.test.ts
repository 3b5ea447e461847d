import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type LintResult, lint } from '../../../infra/lint/lint.ts';

const folder = fileURLToPath(new URL('golden/', import.meta.url));

const auditOf = (
  name: string,
  userFacts?: ReadonlyMap<'classes.api.deadlineMs' | 'node.keepAliveMs', number>,
): LintResult =>
  lint({
    files: [{ name, text: readFileSync(`${folder}${name}`, 'utf8') }],
    ...(userFacts === undefined ? {} : { userFacts }),
  });

const brokenIn = ({ findings }: LintResult): string[] =>
  findings.filter(({ state }) => state === 'broken').map(({ id, place }) => `${id} ${place?.resource}`);

/** The faults planted in each file, as its first lines describe. */
const planted: Readonly<Record<string, readonly string[]>> = {
  'fargate-defaults.yaml': ['web-heap-within-memory Task', 'program-has-the-signal Task'],
  'websockets.yaml': ['socket-headers-forwarded Edge', 'gateway-idle-allowed Alb'],
  'llm-behind-cloudfront.yaml': [
    'web-acl-in-the-right-scope Wall',
    'stop-allowed Task',
    'gateway-read-allowed Edge',
    'deregistration-within-scale-in-cooldown Policy',
    'streams-pass-unchanged Edge',
  ],
  'lambda-behind-alb.json': [
    'rule-priorities-differ OtherRule',
    'socket-not-to-function SocketRule',
    'function-in-range Slow',
    'function-within-gateway Function',
  ],
  'blue-green.yaml': [
    'blue-equals-green Green',
    'rollout-in-range Service',
    'fargate-size WorkerTask',
    'alarm-before-rollout-ends Alarm',
    'rollout-within-operation Service',
    'worker-deployment-headroom Worker',
  ],
  'serverless.yaml': [
    'function-in-range Nightly',
    'function-within-gateway Described',
    'function-within-gateway Globals',
    'function-within-gateway Orders',
    'queue-outlasts-function Jobs',
  ],
  'crowded-task.yaml': [
    'balanced-container-is-there Service',
    'container-port-mapped Admin',
    'containers-within-task Task',
    'containers-within-task Task',
    'fargate-size SmallTask',
    'service-waits-for-listener Service',
    'target-group-has-listener Admin',
  ],
  'sleeping-database.yaml': [
    'database-in-range Reports',
    'database-in-range Reports',
    'capacity-has-room Archive',
    'database-can-pause Database',
  ],
};

describe('the audit of a third-party template finds exactly the planted faults', () => {
  test.each(Object.entries(planted))('%s', (name, ids) => {
    const result = auditOf(name);
    expect(result.gaps).toEqual([]);
    expect(brokenIn(result).sort()).toEqual([...ids].sort());
  });

  test('every file in the folder has a list of expected findings', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(planted).sort());
  });
});

test('an unknown invariant is evaluated when the user gives its facts', () => {
  const unknown = auditOf('fargate-defaults.yaml');
  const ids = (result: LintResult, state: string) =>
    result.findings.filter((finding) => finding.state === state).map(({ id }) => id);
  expect(ids(unknown, 'unknown')).toContain('grace-covers-boot');
  const userFacts = auditOf(
    'fargate-defaults.yaml',
    new Map([
      ['classes.api.deadlineMs', 61_000],
      ['node.keepAliveMs', 5000],
    ]),
  );
  // Node's 5 s against the load balancer's default of 60 s, and 61 s.
  expect(ids(userFacts, 'broken')).toEqual(
    expect.arrayContaining(['keep-alive-outlives-gateway', 'deadline-before-gateway']),
  );
});

test('a finding has its location, line, both numbers and a fix', () => {
  const [found] = auditOf('lambda-behind-alb.json').findings.filter(
    ({ id }) => id === 'function-within-gateway',
  );
  expect(found).toMatchObject({
    severity: 'warning',
    place: { resource: 'Function', path: 'Properties.Timeout', line: 39 },
    comparison: '300 s > 60 s',
    requestPaths: ['Alb → Function'],
  });
  expect(found?.fix).toMatch(/^Make Function Properties\.Timeout at most 60 s, or .* at least 300 s\.$/);
  expect(found?.numbers.find(({ name }) => name === 'idle timeout')).toMatchObject({
    value: '60 s',
    isDefault: true,
    place: { resource: 'Alb', line: 5 },
  });
});
