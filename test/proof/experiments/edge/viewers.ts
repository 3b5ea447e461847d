import { setTimeout as pause } from 'node:timers/promises';
import { openDelayProxy } from '../../../chaos/faults/delay-proxy.ts';
import { connectSocket } from '../../../support/live/websocket-client.ts';
import { readEventStream } from '../../event-stream.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { sendRequest } from '../../http-request.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

const peers = 10;

/** Some viewers lose their network, then their key is revoked: the server closes them, and they cannot answer. */
async function disconnectPeers(testBed: TestBed): Promise<Observation> {
  const { headers } = testBed;
  const program = await testBed.start();
  const proxy = await openDelayProxy(portOf(program));
  testBed.onCleanup(proxy.close);
  const name = { name: 'viewers', scopes: ['read'] };
  const keyRequest = { method: 'POST', headers, body: JSON.stringify(name) } as const;
  const key = JSON.parse((await sendRequest(`${program.url}/api/v1/keys`, keyRequest)).body);
  const viewerOptions = { headers: { authorization: `Bearer ${key.key}` } };
  await Promise.all(
    Array.from({ length: peers }, () => connectSocket(`http://127.0.0.1:${proxy.port}`, viewerOptions)),
  );
  if ((await countSockets(program.url)) !== peers) throw new Error('not all of them are counted');
  proxy.delay(foreverMs);
  await sendRequest(`${program.url}/api/v1/keys/${key.id}`, { method: 'DELETE', headers });
  // Without the close, a dead peer misses one ping and is dropped with the next.
  await pause(2 * testBed.contract.live.heartbeatMs);
  const counted = await countSockets(program.url);
  return { total: peers, failures: Array.from({ length: counted }, () => 'a dead peer is counted') };
}

const foreverMs = 600_000;

/** The number of viewers in the metrics of a process. */
async function countSockets(url: string): Promise<number> {
  const { body } = await sendRequest(`${url}/metrics`);
  return Number(/^rostrum_live_connections{[^}]*transport="socket"[^}]*} (\d+)$/m.exec(body)?.[1]);
}

const turns = 3;
/** The delay from the bus to the process of a viewer. */
const busDelayMs = 2500;

/** The log is closer to this viewer than the bus: some text of each turn must arrive before the whole turn. */
async function followWithSlowBus(testBed: TestBed): Promise<Observation> {
  const redisUrl = new URL(testBed.redisUrl);
  const proxy = await openDelayProxy(Number(redisUrl.port));
  testBed.onCleanup(proxy.close);
  redisUrl.port = `${proxy.port}`;
  const web = await testBed.start({ REDIS_URL: redisUrl.href });
  const debate = await testBed.createDebate(web.url, { preset: 'standard' });
  const withText = new Set<string | null>();
  const completed: (string | null)[] = [];
  for await (const { type, turn } of readEventStream(web.url, debate, testBed)) {
    if (type === 'subscribed') testBed.spawn({ ROSTRUM_ROLE: 'worker' });
    if (type === 'turn.started') proxy.delay(busDelayMs);
    if (type === 'turn.delta' || type === 'turn.snapshot') withText.add(turn);
    if (type !== 'turn.completed') continue;
    completed.push(withText.has(turn) ? null : 'before all of its text');
    if (completed.length === turns) break;
  }
  return { total: completed.length, failures: completed.filter((failure) => failure !== null) };
}

export const viewerExperiments: readonly Experiment[] = [
  {
    id: 'close-timeout-within-heartbeat',
    predictedFailure: 'dead peers are counted as viewers',
    platform: 'imitation',
    failurePattern: /^a dead peer is counted$/,
    mutate: ({ live }) => ({ live: { closeTimeoutMs: live.heartbeatMs * 4 } }),
    run: disconnectPeers,
  },
  {
    id: 'delta-batch-below-poll',
    predictedFailure: 'turns arrive before their text',
    platform: 'imitation',
    failurePattern: /^before all of its text$/,
    // Unscaled: five seconds a turn, one second between polls.
    factor: 1,
    model: 'rehearsal?tps=25&ttftMs=300&words=60',
    mutate: ({ live }) => ({ live: { deltaBatchMs: live.pollMs * 8 } }),
    run: followWithSlowBus,
  },
];
