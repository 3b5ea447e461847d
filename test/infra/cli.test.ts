import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { invariants } from '../../app/contract/invariants.ts';
import { profile, profileNames, withDifferences } from '../../app/contract/profiles.ts';
import { routes } from '../../app/contract/routes.ts';
import { checkReport } from '../../infra/cli/check.ts';
import { amount, columns, unitOf } from '../../infra/cli/table.ts';

const cli = fileURLToPath(new URL('../../infra/cli.ts', import.meta.url));

function contract(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('contract check', () => {
  test('says of every profile that all holds, and exits 0', () => {
    const { status, stdout, stderr } = contract('check');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of profileNames)
      expect(stdout).toMatch(new RegExp(`^${name}: \\d+ invariants hold, 0 broken$`, 'm'));
  });

  test('shows both sides with their units, and why some are not checked', () => {
    const { stdout } = contract('check', '--profile', 'development');
    expect(stdout).toMatch(
      /holds {2}drain-within-stop +drain \(derived\) = 8 s +≤ {2}process\.stopMs = 10 s/,
    );
    expect(stdout).toMatch(/only behind a gateway \(edge\.gatewayIdleMs\): keep-alive-outlives-gateway, /);
  });

  test('is JSON for machines: every invariant is a finding or skipped', () => {
    const { stdout } = contract('check', '--profile', 'test', '--json');
    const [report] = JSON.parse(stdout);
    const ids = [...report.findings, ...report.skipped].map(({ id }: { id: string }) => id);
    expect(report).toMatchObject({ profile: 'test', ok: true });
    expect(ids.sort()).toEqual(invariants.map(({ id }) => id).sort());
  });

  test('puts what is broken first, with what it prevents, and is not ok', () => {
    const bad = withDifferences(profile('production'), { process: { stopMs: 60_000 } });
    const { text, ok } = checkReport([profile('development'), bad]);
    expect(ok).toBe(false);
    const section = text.split('\n\n')[1]?.split('\n') ?? [];
    expect(section[0]).toBe(`production: ${invariants.length - 1} invariants hold, 1 broken`);
    expect(section[1]).toMatch(
      /^ {2}BROKEN {2}drain-within-stop +drain \(derived\) = 115 s +≤ {2}process.stopMs = 60 s$/,
    );
    expect(text).toContain('drain-within-stop prevents SIGKILL in the middle of a write');
  });
});

describe('contract routes', () => {
  test('lists every route with its class and deadline', () => {
    const { status, stdout } = contract('routes');
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(Object.keys(routes).length + 2);
    expect(stdout).toMatch(/^POST +\/api\/v1\/debates +api +80 s +50 MiB +run +Put a question$/m);
    expect(stdout).toMatch(/^GET +\/ws +socket +none +- +read /m);
  });

  test('takes the numbers of the profile asked for', () => {
    const [first] = JSON.parse(contract('routes', '--profile', 'development', '--json').stdout).filter(
      ({ class: routeClass }: { class: string }) => routeClass === 'api',
    );
    expect(first).toMatchObject({ method: 'POST', deadlineMs: 120_000, auth: 'run' });
  });
});

describe('contract explain', () => {
  test('names every value with its unit, and the base where it differs', () => {
    const { stdout } = contract('explain');
    expect(stdout).toMatch(/^ {2}http\.headersMs +130 s +base: 60 s$/m);
    expect(stdout).toMatch(/^ {2}limits\.questionCharsMax +8000 characters$/m);
    for (const { id } of invariants) expect(stdout).toContain(`  ${id}: `);
  });

  test('says where the documented keep-alive loses to the derived one, and only there', () => {
    expect(contract('explain').stdout).toMatch(
      /http\.directKeepAliveMs \(5 s\) gives way to 125 s: the gateway keeps/,
    );
    expect(contract('explain', '--profile', 'development').stdout).not.toContain('gives way');
  });

  test('of one invariant shows how it stands in every profile', () => {
    const { stdout } = contract('explain', 'keep-alive-outlives-gateway');
    expect(stdout).toMatch(/^Prevents a steady drip of 502s/m);
    expect(stdout).toMatch(/^development +does not apply$/m);
    expect(stdout).toMatch(
      /^production +holds: keep-alive \(derived\) = 125 s > edge\.gatewayIdleMs = 120 s$/m,
    );
  });
});

test.each([
  [['chek'], 'chek is not a command'],
  [['toString'], 'toString is not a command'],
  [['check', '--profile', 'prod'], 'prod is not a profile; there are development'],
  [['check', '--bogus'], "Unknown option '--bogus'"],
  [['check', 'twice'], 'twice is one word too many'],
  [['explain', 'nope'], 'no invariant is called nope'],
])('wrong usage %j is one message on stderr and exit 2', (args, message) => {
  const { status, stdout, stderr } = contract(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`contract: ${message}`);
  expect(stderr).not.toContain('    at ');
});

test('help names the commands and exits 0', () => {
  for (const args of [[], ['help'], ['--help'], ['check', '-h']])
    expect(contract(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining('explain [ID]') });
});

test('amounts are said as people say them, without rounding', () => {
  expect([999, 1000, 1500, 1234, 125_000].map((value) => amount(value, 'ms'))).toEqual([
    '999 ms',
    '1 s',
    '1.5 s',
    '1234 ms',
    '125 s',
  ]);
  expect([0, 1000, 1024, 65_536, 52_428_800].map((value) => amount(value, 'bytes'))).toEqual([
    '0 bytes',
    '1000 bytes',
    '1 KiB',
    '64 KiB',
    '50 MiB',
  ]);
});

test('a unit is read from the end of a name, before its qualifier', () => {
  const names = [
    'http.headersMs',
    'bus.retryMsMax',
    'limits.deadlineSecondsMin',
    'live.frameBytesMax',
    'live.viewersMax',
  ];
  expect(names.map(unitOf)).toEqual(['ms', 'ms', 's', 'bytes', '']);
});

test('columns are as wide as their widest cell, without trailing space', () => {
  expect(
    columns([
      ['a', 'bb', ''],
      ['ccc', 'd', 'e'],
    ]),
  ).toBe('a    bb\nccc  d   e');
});
