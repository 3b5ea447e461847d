import { setTimeout as pause } from 'node:timers/promises';
import { openLine } from '../../chaos/line.ts';
import { connectSocket } from '../../support/socket-viewer.ts';
import { ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import { portOf, type Stage } from '../stage.ts';
import { viewing } from '../viewing.ts';

const peers = 10;

/** The plug of some viewers is pulled, and then their key ends: they are told to close, and cannot answer. */
async function pullPlug(stage: Stage): Promise<Seen> {
  const { headers } = stage;
  const program = await stage.start();
  const line = await openLine(portOf(program));
  stage.after(line.close);
  const name = { name: 'viewers', scopes: ['read'] };
  const asked = { method: 'POST', headers, body: JSON.stringify(name) } as const;
  const made = JSON.parse((await ask(`${program.url}/api/v1/keys`, asked)).body);
  const own = { headers: { authorization: `Bearer ${made.key}` } };
  await Promise.all(Array.from({ length: peers }, () => connectSocket(`http://127.0.0.1:${line.port}`, own)));
  if ((await socketsOf(program.url)) !== peers) throw new Error('not all of them are counted');
  line.delay(goneMs);
  await ask(`${program.url}/api/v1/keys/${made.id}`, { method: 'DELETE', headers });
  // A dead peer that nobody closes does not answer one ping, and is dropped with the next.
  await pause(2 * stage.contract.live.heartbeatMs);
  const counted = await socketsOf(program.url);
  return { of: peers, failures: Array.from({ length: counted }, () => 'a dead peer is counted') };
}

/** For ever. */
const goneMs = 600_000;

/** How many a process says that it has. */
async function socketsOf(url: string): Promise<number> {
  const { body } = await ask(`${url}/metrics`);
  return Number(/^rostrum_live_connections{[^}]*transport="socket"[^}]*} (\d+)$/m.exec(body)?.[1]);
}

const turns = 3;
/** From the bus to the process of a viewer. */
const busMs = 2500;

/** A viewer to whom the log is nearer than the bus: of each turn he has heard something before it is there whole. */
async function followSlowly(stage: Stage): Promise<Seen> {
  const redisUrl = new URL(stage.redisUrl);
  const line = await openLine(Number(redisUrl.port));
  stage.after(line.close);
  redisUrl.port = `${line.port}`;
  const web = await stage.start({ REDIS_URL: redisUrl.href });
  const debate = await stage.debate(web.url, { preset: 'standard' });
  const heard = new Set<string | null>();
  const completed: (string | null)[] = [];
  for await (const { type, turn } of viewing(web.url, debate, stage)) {
    if (type === 'subscribed') stage.spawn({ ROSTRUM_ROLE: 'worker' });
    if (type === 'turn.started') line.delay(busMs);
    if (type === 'turn.delta' || type === 'turn.snapshot') heard.add(turn);
    if (type !== 'turn.completed') continue;
    completed.push(heard.has(turn) ? null : 'before all of its text');
    if (completed.length === turns) break;
  }
  return { of: completed.length, failures: completed.filter((how) => how !== null) };
}

export const viewers: readonly Row[] = [
  {
    id: 'pong-within-heartbeat',
    predicts: 'dead peers that are counted as viewers',
    shownBy: 'imitation',
    expected: /^a dead peer is counted$/,
    breaks: ({ live }) => ({ live: { pongMs: live.heartbeatMs * 4 } }),
    run: pullPlug,
  },
  {
    id: 'coalesce-below-poll',
    predicts: 'turns that overtake their own text',
    shownBy: 'imitation',
    expected: /^before all of its text$/,
    // As it is: five seconds a turn, and a second from poll to poll.
    factor: 1,
    model: 'rehearsal?tps=25&ttftMs=300&words=60',
    breaks: ({ live }) => ({ live: { coalesceMs: live.pollMs * 8 } }),
    run: followSlowly,
  },
];
