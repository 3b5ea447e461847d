import { expect, test } from 'vitest';
import { emfMetrics } from '../../app/contract/emf-metrics.ts';
import { profile } from '../../app/contract/profiles.ts';
import { emfLine, startEmfReporter } from '../../app/runtime/cloudwatch-metrics.ts';
import { createMetrics } from '../../app/runtime/metrics.ts';
import { mergeMetrics } from '../../app/runtime/supervisor/metrics.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

const atMs = Date.parse('2026-03-01T12:00:00.000Z');
const contract = profile('test');

interface ConnectionCounts {
  readonly sse: number;
  readonly socket: number;
}

function webProcess(name: string, { sse, socket }: ConnectionCounts) {
  const metrics = createMetrics(name);
  metrics.gauge('rostrum_live_connections', () => [
    [{ transport: 'sse' }, sse],
    [{ transport: 'socket' }, socket],
  ]);
  metrics.gauge('rostrum_debates_waiting', () => 12);
  metrics.gauge('rostrum_workers_alive', () => 4);
  return metrics;
}

function workerProcess(name: string, running: number, waiting: number | null) {
  const metrics = createMetrics(name);
  metrics.gauge('rostrum_debates_running', () => running);
  metrics.gauge('rostrum_debates_capacity', () => 20);
  metrics.gauge('rostrum_debates_waiting', () => waiting);
  metrics.gauge('rostrum_workers_alive', () => (waiting === null ? null : 4));
  return metrics;
}

const parseLine = (line: string | null): ReturnType<typeof JSON.parse> => JSON.parse(line ?? 'null');

test('an EMF line has the shape that CloudWatch reads metrics from', async () => {
  const line = parseLine(emfLine(await webProcess('web', { sse: 2, socket: 3 }).text(), '', 'web', atMs));
  // Every dimension and every metric that the directive names is a member of the root.
  expect(line).toEqual({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: 'Rostrum',
          Dimensions: [['Service']],
          Metrics: [
            { Name: 'Requests', Unit: 'Count' },
            { Name: 'LiveConnections', Unit: 'Count' },
          ],
        },
      ],
    },
    Service: 'web',
    Requests: 0,
    LiveConnections: 5,
  });
});

test('a task reports the sum of the connections of all its processes', async () => {
  const one = await webProcess('web 1', { sse: 2, socket: 3 }).text();
  const two = await webProcess('web 2', { sse: 10, socket: 0 }).text();
  const supervisor = await createMetrics('supervisor').text();
  expect(parseLine(emfLine(mergeMetrics([supervisor, one, two]), '', 'web', atMs)).LiveConnections).toBe(15);
});

test('a worker reports the backlog per live worker and its own utilisation', async () => {
  const one = await workerProcess('worker 1', 20, 12).text();
  const two = await workerProcess('worker 2', 10, 12).text();
  const { BacklogPerWorker, WorkerUtilisation, LiveConnections, _aws } = parseLine(
    emfLine(mergeMetrics([one, two]), '', 'worker', atMs),
  );
  expect({ BacklogPerWorker, WorkerUtilisation, LiveConnections }).toEqual({
    BacklogPerWorker: 3,
    WorkerUtilisation: 75,
    LiveConnections: undefined,
  });
  expect(_aws.CloudWatchMetrics[0].Metrics).toEqual([
    { Name: 'BacklogPerWorker', Unit: 'Count' },
    { Name: 'WorkerUtilisation', Unit: 'Percent' },
    { Name: 'DebatesFailed', Unit: 'Count' },
    { Name: 'ProviderErrors', Unit: 'Count' },
    { Name: 'SpendUsd', Unit: 'None' },
  ]);
});

test('an unknown backlog is left out, because 0 would scale the workers in', async () => {
  const line = parseLine(emfLine(await workerProcess('worker', 20, null).text(), '', 'worker', atMs));
  expect(line).not.toHaveProperty('BacklogPerWorker');
  expect(line).toHaveProperty('WorkerUtilisation', 100);
  expect(emfLine(await createMetrics('worker').text(), '', 'worker', atMs)).toBeNull();
});

test('counters are reported as the increase since the previous line', async () => {
  const metrics = workerProcess('worker', 20, 12);
  let ended = 3;
  metrics.counter('rostrum_debates_ended_total', () => [
    [{ outcome: 'failed', reason: 'quorum' }, ended],
    [{ outcome: 'decided', reason: 'agreed' }, 100],
  ]);
  const first = await metrics.text();
  ended = 5;
  const second = await metrics.text();
  expect(parseLine(emfLine(first, '', 'worker', atMs)).DebatesFailed).toBe(3);
  expect(parseLine(emfLine(second, first, 'worker', atMs)).DebatesFailed).toBe(2);
  // After a restart the counter is lower, which is no negative count.
  expect(parseLine(emfLine(first, second, 'worker', atMs)).DebatesFailed).toBe(0);
});

test('the reporter writes three lines a minute in production until it is stopped', async () => {
  const clock = createManualClock();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const metrics = webProcess('web', { sse: 1, socket: 0 });
  const stop = startEmfReporter({
    contract: profile('production'),
    clock,
    now: () => new Date(atMs),
    service: 'web',
    text: metrics.text,
    write: (line) => lines.push(line),
    onError: (error) => errors.push(error),
  });
  clock.advance(60_000);
  await expect.poll(() => lines.length).toBe(3);
  for (const line of lines) expect(line).toMatch(/^\{"_aws":.*\}\n$/);
  stop();
  clock.advance(60_000);
  await metrics.text();
  expect([lines.length, errors]).toEqual([3, []]);
});

test('the reporter reports a failed scrape and tries the next one', async () => {
  const clock = createManualClock();
  const errors: unknown[] = [];
  const text = () => Promise.reject(new Error('no answer'));
  const options = { clock, text, now: () => new Date(atMs), service: 'web', write: () => {} };
  startEmfReporter({ ...options, contract, onError: (error) => errors.push(error) });
  clock.advance(contract.measures.emfIntervalMs * 2);
  await expect.poll(() => errors.length).toBe(2);
});

test('tasks report only metrics that the contract says their service writes', async () => {
  const lines = {
    web: emfLine(await webProcess('web', { sse: 2, socket: 3 }).text(), '', 'web', atMs),
    worker: emfLine(await workerProcess('worker', 1, 1).text(), '', 'worker', atMs),
  };
  for (const service of ['web', 'worker'] as const) {
    const others = Object.entries<{ readonly writers: readonly string[] }>(emfMetrics).flatMap(
      ([name, { writers }]) => (writers.includes(service) ? [] : [name]),
    );
    expect(others.filter((name) => name in parseLine(lines[service]))).toEqual([]);
  }
});
