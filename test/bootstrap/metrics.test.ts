import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Metric, metrics as table } from '../../app/contract/metrics.ts';
import { killPrograms, type RunningProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('measure');
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const secret = 'Should the harbour keep its crane?';
let program: RunningProgram;
let debate: string;

beforeAll(async () => {
  program = await startProgram({ ROSTRUM_DATA_DIR: directory.path, ROSTRUM_EMF: 'true', LOG_LEVEL: 'debug' });
  const created = await fetch(`${program.url}/api/v1/debates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent, 'x-request-id': 'asked-1' },
    body: JSON.stringify({ question: secret, preset: 'duel' }),
  });
  ({ id: debate } = await created.json());
  await (await fetch(`${program.url}/api/v1/debates/${debate}/events`)).text();
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

describe('a scrape of a program that does everything', () => {
  const entries: [string, Metric][] = Object.entries(table);

  test('has every metric of the table, as the table says, but the supervisor’s', async () => {
    const text = await scrape();
    for (const [name, { kind, description }] of entries.filter(
      ([, { emittedBy }]) => emittedBy !== 'supervisor',
    ))
      expect(text).toContain(`# HELP ${name} ${description}\n# TYPE ${name} ${kind}\n`);
  });

  test('has no metric of ours that does not stand in the table', async () => {
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
  ])('tells what has happened: %s', async (series) => {
    expect(await scrape()).toContain(`\n${series}`);
  });

  test('tells in time how busy the loop and how fast the bus is', async () => {
    await until(async () => /^rostrum_bus_delay_seconds_count\{process="all"\} [1-9]/m.test(await scrape()));
    await until(async () => /^rostrum_event_loop_utilisation_ratio\{.*\} 0\.\d/m.test(await scrape()));
    expect(await scrape()).toMatch(/^rostrum_event_loop_lag_seconds_count\{process="all"\} [1-9]/m);
  });
});

describe('its log', () => {
  const named = (msg: string) => lines().filter((line) => line.msg === msg);

  test('joins a request, its trace and the debate that it began', async () => {
    const from = { process: 'all', requestId: 'asked-1', traceparent };
    expect(named('a debate has been created')).toEqual([expect.objectContaining({ ...from, debate })]);
    const answered = named('request completed').filter(({ requestId }) => requestId === 'asked-1');
    expect(answered).toEqual([expect.objectContaining({ ...from, status: 202, address: '127.0.0.1' })]);
  });

  test('follows the debate from its worker’s first step to the last, and every turn of it', async () => {
    await until(() => named('debate.released').length > 0);
    expect(named('debate.claimed')).toEqual([expect.objectContaining({ debate, lost: false })]);
    expect(named('a debate has ended')).toEqual([
      expect.objectContaining({ debate, outcome: 'decided', reason: expect.any(String) }),
    ]);
    expect(named('debate.released')).toEqual([expect.objectContaining({ debate, why: 'ended' })]);
    const started = named('turn.started');
    expect(started.length).toBeGreaterThan(2);
    const ended = named('a turn has ended');
    const turns = (of: typeof ended) => of.map(({ turn, attempt }) => `${turn} ${attempt}`).sort();
    expect(turns(ended)).toEqual(turns(started));
    for (const line of ended)
      expect(line).toMatchObject({
        ...{ debate, provider: 'rehearsal', model: 'rehearsal', outcome: 'completed' },
        usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
        tookMs: expect.any(Number),
      });
  });

  test('has nothing of what was asked and said', () => {
    expect(program.output()).not.toContain(secret);
  });

  test('has lines for CloudWatch between its own', async () => {
    const told = () => lines().filter((line) => '_aws' in line);
    await until(() => told().at(-1)?.LiveConnections === 0);
    expect(told().at(-1)).toMatchObject({ Service: 'test-all', BacklogPerWorker: 0 });
  });
});
