import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { invariants } from '../../app/contract/invariants.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { routes } from '../../app/contract/routes.ts';
import { createCheckReport } from '../../infra/cli/check.ts';
import { runContract } from '../../infra/cli/run-contract.ts';
import { formatColumns, formatQuantity, unitOf } from '../../infra/shared/format.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

const cli = fileURLToPath(new URL('../../infra/cli.ts', import.meta.url));

const contract = (...args: readonly string[]) => runContract(args);

describe('contract check', () => {
  test('prints one line per profile and exits 0 if all invariants hold', async () => {
    const { status, stdout, stderr } = await contract('check');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of profileNames)
      expect(stdout).toMatch(new RegExp(`^${name} +\\d+ hold +0 violated +\\d+ n/a$`, 'm'));
    expect(stdout.trimEnd().split('\n')).toHaveLength(profileNames.length + 2);
  });

  test('--all prints every invariant of every profile in lines of at most 100 characters', async () => {
    const { stdout } = await contract('check', '-v');
    for (const name of profileNames)
      expect(stdout).toMatch(new RegExp(`^${name}: \\d+ invariants hold, 0 violated$`, 'm'));
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('the summary prints violations with both sides and a fix, then the counts', () => {
    const bad = applyOverrides(profile('production'), { process: { stopMs: 60_000 } });
    const { text, allHold } = createCheckReport([profile('development'), bad], 'summary');
    expect(allHold).toBe(false);
    const [violated, counts] = text.split('\n\n');
    expect(violated).toMatch(/^production\n {2}FAIL {2}drain-within-stop +115 s ≤ 60 s\n/);
    expect(violated).toMatch(/\n {4}fix: process\.stopMs 60 s → 115 s$/);
    expect(counts).toMatch(/^development +\d+ hold +0 violated .*\nproduction +\d+ hold +1 violated /);
  });

  test('prints both sides with their units, and why some invariants do not apply', async () => {
    const { stdout } = await contract('check', '--profile', 'development');
    expect(stdout).toMatch(
      /holds {2}drain-within-stop +8 s ≤ 10 s\n +process\.drainDelayMs \+ [\s\S]*? ≤\s+process\.stopMs$/m,
    );
    expect(stdout).toMatch(/n\/a, without edge\.gatewayIdleMs:\s+keep-alive-outlives-gateway,/);
  });

  test('--json prints every invariant with its evaluation and numbers', async () => {
    const { stdout } = await contract('check', '--profile', 'test', '--json');
    const [report] = JSON.parse(stdout);
    expect(report).toMatchObject({ profile: 'test', ok: true });
    expect(report.findings.map(({ id }: { id: string }) => id)).toEqual(invariants.map(({ id }) => id));
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        id: 'lease-covers-renewals',
        left: 'work.leaseMs',
        relation: '≥',
        right: 'work.renewIntervalMs × 3',
        unit: 'ms',
        evaluation: { kind: 'holds', left: 900, right: 750 },
        numbers: { 'work.leaseMs': 900, 'work.renewIntervalMs': 250 },
      }),
    );
  });

  test('the full report lists violations first, with what they prevent and a fix', () => {
    const bad = applyOverrides(profile('production'), { process: { stopMs: 60_000 } });
    const { text, json, allHold } = createCheckReport([profile('development'), bad], 'full');
    expect(allHold).toBe(false);
    const section = text.split('\n\n')[1]?.split('\n') ?? [];
    expect(section[0]).toMatch(/^production: \d+ invariants hold, 1 violated$/);
    expect(section[1]).toMatch(/^ {2}FAIL {3}drain-within-stop +115 s ≤ 60 s$/);
    expect(text).toContain(
      'drain-within-stop prevents SIGKILL in the middle of a write, lost turns, cut requests on every\n' +
        '    deployment.\n    fix: process.stopMs 60 s → 115 s',
    );
    expect(JSON.stringify(json)).toContain('"fix":{"path":"process.stopMs","from":60000,"to":115000}');
  });

  test('reports that no single number fixes a violation', () => {
    const bad = applyOverrides(profile('production'), { deployment: { container: { stopMsMax: 50_000 } } });
    const { text } = createCheckReport([bad], 'full');
    expect(text).toMatch(/stop-allowed prevents [\s\S]*\n {4}fix: more than one number must change/);
  });
});

describe('contract explain sizing', () => {
  test('prints the rules with the numbers of the profile', async () => {
    const { status, stdout } = await contract('explain', 'sizing', '--profile', 'staging');
    expect(status).toBe(0);
    expect(stdout).toContain('/ 5 (work.debatesPerWorker');
    expect(stdout).toContain('With live.viewersMax (500) viewers that is 175 MB');
  });
});

describe('contract routes', () => {
  test('lists every route with its class and deadline', async () => {
    const { status, stdout } = await contract('routes');
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(Object.keys(routes).length + 2);
    expect(stdout).toMatch(/^POST +\/api\/v1\/debates +api +web +80 s +50 MiB +run +Start a debate$/m);
    expect(stdout).toMatch(/^GET +\/metrics +internal +inside /m);
    const hybrid = (await contract('routes', '--profile', 'hybrid')).stdout;
    expect(hybrid).toMatch(/^GET +\/api\/v1\/debates\/\{id\} +api +function /m);
    expect(stdout).toMatch(/^GET +\/ws +socket +web +none +- +read /m);
  });

  test('uses the numbers of the named profile', async () => {
    const [first] = JSON.parse(
      (await contract('routes', '--profile', 'development', '--json')).stdout,
    ).filter(({ class: routeClass }: { class: string }) => routeClass === 'api');
    expect(first).toMatchObject({ method: 'POST', deadlineMs: 120_000, auth: 'run' });
  });
});

describe('contract values', () => {
  test('prints every value with its unit, and the base value if it differs', async () => {
    const { stdout } = await contract('values');
    expect(stdout).toMatch(/^ {2}http\.headersMs +130 s +base: 60 s$/m);
    expect(stdout).toMatch(/^ {2}limits\.questionCharsMax +8000 characters$/m);
  });

  test('prints a documented value that a derived one replaces, only in profiles where it does', async () => {
    expect((await contract('values')).stdout).toMatch(
      /http\.directKeepAliveMs \(5 s\) is replaced by 125 s: the gateway keeps/,
    );
    expect((await contract('values', '--profile', 'development')).stdout).not.toContain('is replaced by');
  });
});

describe('contract explain', () => {
  test('an invariant: prints rationale, reproduction, results and numbers', async () => {
    const { stdout } = await contract('explain', 'keep-alive-outlives-gateway');
    expect(stdout).toMatch(/^Prevents sporadic 502s/m);
    expect(stdout).toMatch(/^Reproduce: Put a proxy/m);
    expect(stdout).toMatch(/^npm run proof -- keep-alive-outlives-gateway runs it\.$/m);
    expect(stdout).toMatch(/^Source: AWS, /m);
    expect(stdout).toMatch(/^development +n\/a: no edge\.gatewayIdleMs$/m);
    expect(stdout).toMatch(/^production +holds: 125 s > 120 s$/m);
    expect(stdout).toMatch(/^ {2}edge\.gatewayIdleMs +none +120 s in starter, staging, production, /m);
    expect(stdout).toMatch(/^ {2}edge\.marginMs +5 s$/m);
  });

  test('a structural invariant: prints how it is enforced', async () => {
    const { status, stdout } = await contract('explain', 'program-has-the-signal');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Not a relation of numbers\. Enforced by the command of the image and of the task/m,
    );
  });

  test('without an id: prints all timelines with every deadline and its contract path', async () => {
    const { stdout } = await contract('explain');
    const of = [...stdout.matchAll(/^Timeline of (.*)$/gm)].map(([, thing]) => thing);
    expect(of).toEqual(['a request', 'a stream', 'a socket', 'a debate', 'a deployment']);
    expect(stdout).toMatch(/^ {4}80 s +━+┤ +our deadline +then 504 with a code +classes\.api\.deadlineMs$/m);
    expect(stdout).toMatch(/^ {4}25 s … 110 s +━+┤ +requests and turns end .* process\.drainInflightMs$/m);
    expect(stdout).toMatch(/^ {4}no limit +═+▸ /m);
  });

  test('timelines leave out layers that a profile does not have', async () => {
    const { stdout } = await contract('explain', '--profile', 'development');
    expect(stdout).not.toContain('edge.gatewayIdleMs');
    expect(stdout).toMatch(/^ {4}120 s +━+┤ +our deadline/m);
    expect((await contract('explain', '--profile', 'hybrid')).stdout).toMatch(/85 s .* the function runs/);
  });

  test('--svg draws the timelines to a file or to stdout', async () => {
    const folder = createTemporaryDirectory('timelines');
    onTestFinished(folder.remove);
    const file = join(folder.path, 'timelines.svg');
    expect(await contract('explain', '--svg', file)).toEqual({
      status: 0,
      stdout: `written: ${file}\n`,
      stderr: '',
    });
    const drawn = readFileSync(file, 'utf8');
    expect(drawn).toBe((await contract('explain', '--svg', '-')).stdout);
    expect(drawn.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(drawn).toContain('>process.drainInflightMs</text>');
    expect(unclosed(drawn)).toEqual([]);
  });
});

/** The elements of a text that are not closed, or closed twice. */
function unclosed(text: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = '', alone] of text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (closing && open.pop() !== name) return [`</${name}>`];
    if (!closing && !alone) open.push(name);
  }
  return open;
}

test.each([
  [['chek'], 'unknown command chek; did you mean check?'],
  [['toString'], 'unknown command toString'],
  [['check', '--profile', 'prod'], 'prod is not a profile; did you mean production? There are development'],
  [['check', '--jsn'], 'unknown option --jsn; did you mean --json?'],
  [
    ['render', 'nginx', '--profile', 'production'],
    'the profile production cannot be rendered with one proxy in front:\ntrusted-proxies-match is violated: ' +
      'edge.trustedProxies (2 hops) = deployment.proxies (1 hops)',
  ],
  [['render', 'nginxx'], 'nginxx is not rendered; did you mean nginx? There are nginx, compose'],
  [['check', 'twice'], 'unexpected argument twice'],
  [['explain', 'nope'], 'unknown invariant nope; check --all lists all of them'],
  [['explain', 'drain-in-stop'], 'unknown invariant drain-in-stop; did you mean drain-within-stop'],
  [['explain', 'drain-within-stop', '--svg', '-'], '--svg draws timelines, not an invariant'],
  [['values', '--json'], 'unknown option --json'],
])('wrong usage %j is one message on stderr and exit 2', async (args, message) => {
  const { status, stdout, stderr } = await contract(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`contract: ${message}`);
  expect(stderr).toMatch(/\nSee npm run contract -- (?:help|[a-z]+ --help)\n$/);
  expect(stderr).not.toContain('    at ');
});

const commands = ['check', 'explain', 'values', 'routes', 'render', 'audit'];

test('help lists the commands and exits 0', async () => {
  for (const args of [[], ['help'], ['--help']]) {
    const { status, stdout } = await contract(...args);
    expect(status).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
  }
});

test('help of a command and its -h option print the same text', async () => {
  const { status, stdout } = await contract('help', 'check');
  expect({ status, stdout }).toEqual({ status: 0, stdout: (await contract('check', '-h')).stdout });
  expect(stdout).toContain('\nExample:\n  npm run contract -- check ');
});

test('a reader that closes the pipe early is not an error', async () => {
  const child = spawn(process.execPath, [cli, 'check', '--all'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const errorOutput: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errorOutput.push(text));
  const [code] = await once(child, 'close');
  expect({ code, errorOutput }).toEqual({ code: 0, errorOutput: [] });
});

test('formatQuantity uses readable units without rounding', () => {
  expect([999, 1000, 1500, 1234, 125_000].map((value) => formatQuantity(value, 'ms'))).toEqual([
    '999 ms',
    '1 s',
    '1.5 s',
    '1234 ms',
    '125 s',
  ]);
  expect([0, 1000, 1024, 65_536, 52_428_800].map((value) => formatQuantity(value, 'bytes'))).toEqual([
    '0 bytes',
    '1000 bytes',
    '1 KiB',
    '64 KiB',
    '50 MiB',
  ]);
});

test('unitOf reads the unit at the end of a name, before its qualifier', () => {
  const names = [
    'http.headersMs',
    'bus.retryMsMax',
    'limits.deadlineSecondsMin',
    'live.frameBytesMax',
    'live.viewersMax',
  ];
  expect(names.map(unitOf)).toEqual(['ms', 'ms', 's', 'bytes', '']);
});

test('formatColumns pads to the widest cell, without trailing spaces', () => {
  expect(
    formatColumns([
      ['a', 'bb', ''],
      ['ccc', 'd', 'e'],
    ]),
  ).toBe('a    bb\nccc  d   e');
});
