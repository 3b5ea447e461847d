import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from '../../../support/live/websocket-client.ts';
import { readEventStream } from '../../event-stream.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { openCdn } from '../../gateways.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

const viewers = 10;

/** Follows a debate in one response, to its last event or to the cut. */
async function followOnce(testBed: TestBed, url: string, debate: string): Promise<string> {
  let last = '';
  try {
    for await (const { type } of readEventStream(url, debate, testBed)) last = type;
  } catch {
    // The last event shows where it was cut.
  }
  return /^debate\.(?:decided|failed)$/.test(last) ? 'ended' : `cut off after ${last}`;
}

/** Follows a debate of the longest duration. */
async function followLongest(testBed: TestBed): Promise<Observation> {
  const { deadlineSecondsMax } = testBed.contract.limits;
  const program = await testBed.start({ ROSTRUM_ROLE: 'all' });
  const url = await openCdn(testBed, portOf(program));
  const debate = await testBed.createDebate(program.url, {
    deadlineSeconds: deadlineSecondsMax,
    preset: 'standard',
  });
  const outcomes = await Promise.all(Array.from({ length: viewers }, () => followOnce(testBed, url, debate)));
  return { total: viewers, failures: outcomes.filter((outcome) => outcome !== 'ended') };
}

const sockets = 20;

/** Watches a debate without events for longer than the socket timeout of CloudFront. */
async function watchIdleDebate(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  const url = await openCdn(testBed, portOf(program));
  const debate = await testBed.createDebate(program.url);
  const open = await Promise.all(
    Array.from({ length: sockets }, () => connectSocket(url, { headers: testBed.headers })),
  );
  testBed.onCleanup(() => open.forEach(({ ws }) => void ws.terminate()));
  for (const { send } of open) send({ type: 'subscribe', debate, after: 0 });
  await pause(watchedHeartbeats * testBed.contract.live.heartbeatMs);
  return { total: sockets, failures: open.flatMap(({ closed }) => (closed ? ['a socket is closed'] : [])) };
}

const watchedHeartbeats = 4;

const cdnDefaults = { platform: 'imitation', profile: 'production' } as const;

export const cdnViewerExperiments: readonly Experiment[] = [
  {
    ...cdnDefaults,
    id: 'stream-outlives-longest-debate',
    predictedFailure: 'viewers are cut off during a debate',
    failurePattern: /^cut off/,
    commonOverrides: { limits: { deadlineSecondsMax: 10 } },
    mutate: ({ limits }) => ({ deployment: { cdn: { completionMs: limits.deadlineSecondsMax * 500 } } }),
    // Turns longer than the debate.
    model: 'rehearsal?tps=2&ttftMs=300&words=400',
    run: followLongest,
  },
  {
    ...cdnDefaults,
    id: 'ping-twice-within-socket-idle',
    predictedFailure: 'sockets are closed during silence',
    failurePattern: /^a socket is closed$/,
    // Seconds rather than a minute, so that only the pings keep the socket open.
    commonOverrides: { deployment: { cdn: { socketIdleMs: 4000 } } },
    mutate: ({ live }) => ({ deployment: { cdn: { socketIdleMs: live.heartbeatMs * 0.6 } } }),
    run: watchIdleDebate,
  },
];
