import { expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { emfLine, startEmfReporter } from '../../app/runtime/cloudwatch-metrics.ts';
import { createMetrics } from '../../app/runtime/metrics.ts';
import { mergeMetrics } from '../../app/runtime/supervisor/metrics.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

const atMs = Date.parse('2026-03-01T12:00:00.000Z');
const contract = profile('test');

interface Facts {
  readonly sse: number;
  readonly socket: number;
}

function webProcess(name: string, { sse, socket }: Facts) {
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

const read = (line: string | null): ReturnType<typeof JSON.parse> => JSON.parse(line ?? 'null');

test('a line has the shape that CloudWatch takes metrics from', async () => {
  const line = read(emfLine(await webProcess('web', { sse: 2, socket: 3 }).text(), '', 'web', atMs));
  // Every dimension and every metric that the directive names is a member of the root.
  expect(line).toEqual({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: 'Rostrum',
          Dimensions: [['Service']],
          Metrics: [{ Name: 'LiveConnections', Unit: 'Count' }],
        },
      ],
    },
    Service: 'web',
    LiveConnections: 5,
  });
});

test('of several processes a task tells all connections together, for a target is one task’s', async () => {
  const one = await webProcess('web 1', { sse: 2, socket: 3 }).text();
  const two = await webProcess('web 2', { sse: 10, socket: 0 }).text();
  const supervisor = await createMetrics('supervisor').text();
  expect(read(emfLine(mergeMetrics([supervisor, one, two]), '', 'web', atMs)).LiveConnections).toBe(15);
});

test('a worker tells what waits for each worker that lives, and how much of its own room is taken', async () => {
  const one = await workerProcess('worker 1', 20, 12).text();
  const two = await workerProcess('worker 2', 10, 12).text();
  const { BacklogPerWorker, WorkerUtilisation, LiveConnections, _aws } = read(
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

test('what is not known is not told: a backlog of nought would scale the workers in', async () => {
  const line = read(emfLine(await workerProcess('worker', 20, null).text(), '', 'worker', atMs));
  expect(line).not.toHaveProperty('BacklogPerWorker');
  expect(line).toHaveProperty('WorkerUtilisation', 100);
  expect(emfLine(await createMetrics('worker').text(), '', 'worker', atMs)).toBeNull();
});

test('of what is counted a line tells what has come since the line before', async () => {
  const metrics = workerProcess('worker', 20, 12);
  let ended = 3;
  metrics.counter('rostrum_debates_ended_total', () => [
    [{ outcome: 'failed', reason: 'quorum' }, ended],
    [{ outcome: 'decided', reason: 'agreed' }, 100],
  ]);
  const first = await metrics.text();
  ended = 5;
  const second = await metrics.text();
  expect(read(emfLine(first, '', 'worker', atMs)).DebatesFailed).toBe(3);
  expect(read(emfLine(second, first, 'worker', atMs)).DebatesFailed).toBe(2);
  // After a restart the counter is lower: that is no debate that has come back.
  expect(read(emfLine(first, second, 'worker', atMs)).DebatesFailed).toBe(0);
});

test('a line is written three times a minute in production, whole and by itself', async () => {
  const timers = createManualClock();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const metrics = webProcess('web', { sse: 1, socket: 0 });
  const stop = startEmfReporter({
    contract: profile('production'),
    timers,
    now: () => new Date(atMs),
    service: 'web',
    text: metrics.text,
    write: (line) => lines.push(line),
    onError: (error) => errors.push(error),
  });
  timers.advance(60_000);
  await expect.poll(() => lines.length).toBe(3);
  for (const line of lines) expect(line).toMatch(/^\{"_aws":.*\}\n$/);
  stop();
  timers.advance(60_000);
  await metrics.text();
  expect([lines.length, errors]).toEqual([3, []]);
});

test('a scrape that fails is told, and the next one is tried', async () => {
  const timers = createManualClock();
  const errors: unknown[] = [];
  const text = () => Promise.reject(new Error('no answer'));
  const parts = { timers, text, now: () => new Date(atMs), service: 'web', write: () => {} };
  startEmfReporter({ ...parts, contract, onError: (error) => errors.push(error) });
  timers.advance(contract.measures.emfIntervalMs * 2);
  await expect.poll(() => errors.length).toBe(2);
});
