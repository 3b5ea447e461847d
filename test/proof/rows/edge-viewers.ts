import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from '../../support/socket-viewer.ts';
import { cdnBefore } from '../hops.ts';
import type { Row, Seen } from '../row.ts';
import { portOf, type Stage } from '../stage.ts';
import { viewing } from '../viewing.ts';

const viewers = 10;

/** Follows a debate in one response: to its last event, or to where that was cut. */
async function followOnce(stage: Stage, url: string, debate: string): Promise<string> {
  let last = '';
  try {
    for await (const { type } of viewing(url, debate, stage)) last = type;
  } catch {
    // It is seen by how far it came.
  }
  return /^debate\.(?:decided|failed)$/.test(last) ? 'ended' : `cut off after ${last}`;
}

/** Follows a debate that lasts for as long as one may. */
async function followLongest(stage: Stage): Promise<Seen> {
  const { deadlineSecondsMax } = stage.contract.limits;
  const program = await stage.start({ ROSTRUM_ROLE: 'all' });
  const url = await cdnBefore(stage, portOf(program));
  const debate = await stage.debate(program.url, { deadlineSeconds: deadlineSecondsMax, preset: 'standard' });
  const seen = await Promise.all(Array.from({ length: viewers }, () => followOnce(stage, url, debate)));
  return { of: viewers, failures: seen.filter((how) => how !== 'ended') };
}

const sockets = 20;

/** Watches a debate in which nothing happens, for longer than CloudFront bears a silent socket. */
async function watchSilence(stage: Stage): Promise<Seen> {
  const program = await stage.start();
  const url = await cdnBefore(stage, portOf(program));
  const debate = await stage.debate(program.url);
  const open = await Promise.all(
    Array.from({ length: sockets }, () => connectSocket(url, { headers: stage.headers })),
  );
  stage.after(() => open.forEach(({ ws }) => void ws.terminate()));
  for (const { send } of open) send({ type: 'subscribe', debate, after: 0 });
  await pause(watchedHeartbeats * stage.contract.live.heartbeatMs);
  return { of: sockets, failures: open.flatMap(({ closed }) => (closed ? ['a socket is closed'] : [])) };
}

const watchedHeartbeats = 4;

const ofEdge = { shownBy: 'imitation', profile: 'production' } as const;

export const edgeViewers: readonly Row[] = [
  {
    ...ofEdge,
    id: 'stream-outlives-longest-debate',
    predicts: 'viewers who are cut off in the middle of a debate',
    expected: /^cut off/,
    both: { limits: { deadlineSecondsMax: 10 } },
    breaks: ({ limits }) => ({ deployment: { cdn: { completionMs: limits.deadlineSecondsMax * 500 } } }),
    // Turns that outlast the debate.
    model: 'rehearsal?tps=2&ttftMs=300&words=400',
    run: followLongest,
  },
  {
    ...ofEdge,
    id: 'ping-twice-within-socket-idle',
    predicts: 'sockets that are closed while nobody speaks',
    expected: /^a socket is closed$/,
    // Seconds rather than a minute, so that what holds is held by the pings.
    both: { deployment: { cdn: { socketIdleMs: 4000 } } },
    breaks: ({ live }) => ({ deployment: { cdn: { socketIdleMs: live.heartbeatMs * 0.6 } } }),
    run: watchSilence,
  },
];
