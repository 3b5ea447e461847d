import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentFailure } from '../../app/agents/agent.ts';
import type { SeatOptions } from '../../app/debate/core/settings.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { settings } from '../support/debates/debate-driver.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { createWorkerHarness, type WorkerHarness } from '../support/worker/worker-harness.ts';

let database: OpenDatabase;
let work: WorkerHarness;

beforeEach(async (context) => {
  context.skip(!anyDatabase.available);
  database = await anyDatabase.open();
  work = createWorkerHarness(database.store);
});

afterEach(async () => {
  await work.stop();
  await database.close();
  expect([...work.bugs, ...work.outages]).toEqual([]);
});

it('passes the options of a seat to its calls, and reserves their output limit', async () => {
  const panel = settings().panel.map((seat, index) => ({
    ...seat,
    model: 'scripted',
    ...(index === 0 && { effort: 'high' as const, outputTokensMax: 3000 }),
  }));
  const roster = scriptedRoster();
  const calls: SeatOptions[] = [];
  await work.start({
    ...roster,
    agent(model, seat = {}) {
      calls.push(seat);
      return roster.agent(model, seat);
    },
  });
  await work.create('d1', { panel, rounds: 0 });
  const log = await work.waitForEnd('d1');
  expect(calls).toMatchObject([
    { id: 'a1', effort: 'high', outputTokensMax: 3000 },
    { id: 'a2' },
    { id: 'a3' },
    {},
  ]);
  const reserved = log.flatMap(({ type, data }) => (type === 'turn.started' ? [data.reserved.tokens] : []));
  const [first = 0, second = 0] = reserved;
  const limit = roster.callSettings('scripted').outputTokensMax;
  // Two calls, each with the prompt, a reply and the reply that it repairs. Prompts differ by the names of seats.
  expect(Math.abs(second - first - (limit - 3000) * 4)).toBeLessThan(10);
});

it('tells the agent when its turn ends at the latest', async () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const [decideAt, deadlineAt] = [inMinutes(10), inMinutes(12)];
  const ends = new Map<string, number | undefined>();
  await work.start(
    scriptedRoster((brief, { deadlineAtMs }) => {
      ends.set(brief.phase, deadlineAtMs);
      return defaultReply(brief);
    }),
  );
  await work.create('d1', { decideAt, deadlineAt, rounds: 0 });
  await work.waitForEnd('d1');
  expect(Object.fromEntries(ends)).toEqual({ propose: Date.parse(decideAt), decide: Date.parse(deadlineAt) });
});

it('calls a seat once whose failure is permanent, and continues without it', async () => {
  const roster = scriptedRoster((brief) => {
    if (brief.turn !== 'r0.propose.a1') return defaultReply(brief);
    throw new AgentFailure('provider-error', 'status 400: no', { permanent: true });
  });
  await work.start(roster);
  await work.create('d1', { rounds: 0 });
  const log = await work.waitForEnd('d1');
  expect(roster.briefs.filter(({ turn }) => turn === 'r0.propose.a1')).toHaveLength(1);
  expect(log.filter(({ type }) => type === 'turn.failed')).toMatchObject([{ data: { final: true } }]);
  expect(log.at(-1)?.type).toBe('debate.decided');
});
