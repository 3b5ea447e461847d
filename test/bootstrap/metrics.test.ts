import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Metric } from '../../app/contract/metric.ts';
import { metrics as table } from '../../app/contract/metrics.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, type RunningProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('measure');
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const secret = 'Should the harbour keep its crane?';
const model = 'rehearsal?tps=2000&ttftMs=5';
let program: RunningProgram;
let debate: string;

beforeAll(async () => {
  program = await startProgram({
    ...(await databaseEnvironment(directory.path)),
    ROSTRUM_MODEL: model,
    ROSTRUM_EMF: 'true',
    LOG_LEVEL: 'debug',
  });
  const created = await fetch(`${program.url}/api/v1/debates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent, 'x-request-id': 'asked-1' },
    body: JSON.stringify({ question: secret, preset: 'duel' }),
  });
  ({ id: debate } = await created.json());
  await until(
    async () => (await scrape()).includes('rostrum_debates_ended_total{'),
    'the end of the debate',
    {
      last: () => program.output(),
    },
  );
});
afterAll(() => {
  killPrograms();
  directory.remove();
});

const scrape = async () => (await fetch(`${program.url}/metrics`)).text();

const lines = (): ReturnType<typeof JSON.parse>[] =>
  program
    .output()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));

describe('a scrape of a program in the role all', () => {
  const entries: [string, Metric][] = Object.entries(table);

  test('has every metric of the contract except those of the supervisor', async () => {
    const text = await scrape();
    for (const [name, { kind, description }] of entries.filter(
      ([, { emittedBy }]) => emittedBy !== 'supervisor',
    ))
      expect(text).toContain(`# HELP ${name} ${description}\n# TYPE ${name} ${kind}\n`);
  });

  test('has no rostrum metric that is not in the contract', async () => {
    const found = [...(await scrape()).matchAll(/^# TYPE (rostrum_\w+)/gm)].map(([, name]) => name);
    expect(found.sort()).toEqual(
      entries.flatMap(([name, { emittedBy }]) => (emittedBy === 'supervisor' ? [] : [name])).sort(),
    );
  });

  test.each([
    'rostrum_debates_created_total{process="all"} 1',
    'rostrum_debates_ended_total{outcome="decided",reason=',
    'rostrum_workers_alive{process="all"} 1',
    'rostrum_workers_capacity{process="all"} 20',
    'rostrum_lease_claims_total{process="all"} 1',
    'rostrum_turns_total{outcome="completed",process="all"} ',
    'rostrum_turn_seconds_count{process="all",provider="rehearsal",model="rehearsal"} ',
    'rostrum_tokens_total{provider="rehearsal",model="rehearsal",direction="output",process="all"} ',
    'rostrum_http_requests_total{route="createDebate",class="api",status="202",process="all"} 1',
    'rostrum_pool_connections_max{process="all"} 1',
    'rostrum_bus_up{process="all"} 1',
  ])('counts a debate: %s', async (series) => {
    expect(await scrape()).toContain(`\n${series}`);
  });

  test('measures the event loop and the bus', async () => {
    await until(
      async () => /^rostrum_bus_delay_seconds_count\{process="all"\} [1-9]/m.test(await scrape()),
      'a measured bus delay',
    );
    await until(
      async () => /^rostrum_event_loop_utilisation_ratio\{.*\} 0\.\d/m.test(await scrape()),
      'the event-loop utilisation',
    );
    expect(await scrape()).toMatch(/^rostrum_event_loop_lag_seconds_count\{process="all"\} [1-9]/m);
  });
});

describe('the log of the program', () => {
  const linesNamed = (msg: string) => lines().filter((line) => line.msg === msg);

  test('joins a request, its trace and the debate that it began', async () => {
    const from = { process: 'all', requestId: 'asked-1', traceparent };
    expect(linesNamed('debate created')).toEqual([expect.objectContaining({ ...from, debate })]);
    const answered = linesNamed('request completed').filter(({ requestId }) => requestId === 'asked-1');
    expect(answered).toEqual([expect.objectContaining({ ...from, status: 202, address: '127.0.0.1' })]);
  });

  test('reports the claim, every turn, the end and the release of the debate', async () => {
    await until(() => linesNamed('debate.released').length > 0, 'the release of the debate', {
      last: () => lines(),
    });
    expect(linesNamed('debate.claimed')).toEqual([expect.objectContaining({ debate, isTakeover: false })]);
    expect(linesNamed('debate ended')).toEqual([
      expect.objectContaining({ debate, outcome: 'decided', reason: expect.any(String) }),
    ]);
    expect(linesNamed('debate.released')).toEqual([expect.objectContaining({ debate, reason: 'ended' })]);
    const started = linesNamed('turn.started');
    expect(started.length).toBeGreaterThan(2);
    const ended = linesNamed('turn ended');
    const turnsOf = (turnLines: typeof ended) =>
      turnLines.map(({ turn, attempt }) => `${turn} ${attempt}`).sort();
    expect(turnsOf(ended)).toEqual(turnsOf(started));
    for (const line of ended)
      expect(line).toMatchObject({
        debate,
        provider: 'rehearsal',
        model,
        outcome: 'completed',
        usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
        tookMs: expect.any(Number),
      });
  });

  test('contains neither the question nor the replies', () => {
    expect(program.output()).not.toContain(secret);
  });

  test('contains EMF lines for CloudWatch', async () => {
    const emfLines = () => lines().filter((line) => '_aws' in line);
    await until(() => emfLines().at(-1)?.LiveConnections === 0, 'an EMF line without connections', {
      last: () => emfLines().at(-1),
    });
    expect(emfLines().at(-1)).toMatchObject({ Service: 'test-all', BacklogPerWorker: 0 });
  });
});
