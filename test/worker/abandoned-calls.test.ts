import { describe, expect, it } from 'vitest';
import type { Roster } from '../../app/agents/agent.ts';
import { withTimeoutsAndRetries } from '../../app/agents/call-policy.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { defaultReply, scriptedRoster } from '../support/agents/scripted-roster.ts';
import { typesOf } from '../support/debates/debate-driver.ts';
import { anyDatabase } from '../support/stores/databases.ts';
import { createWorkerHarness, stopWorker } from '../support/worker/worker-harness.ts';

/** One call at a time, so that a call that keeps its slot stops the debate. */
const contract = applyOverrides(profile('test'), {
  agents: {
    firstTokenMs: 20,
    abortMs: 20,
    retriesMax: 0,
    attemptsMax: 1,
    callsPerProviderMax: { scripted: 1 },
  },
});

/** The sceptic's calls never end, whatever is aborted. */
function deafRoster(): Roster {
  const scripted = scriptedRoster((brief) =>
    brief.role === 'sceptic' ? new Promise<string>(() => {}) : defaultReply(brief),
  );
  const policy = { limits: contract.agents, clock: systemClock, random: () => 0 };
  return { ...scripted, agent: (model) => withTimeoutsAndRetries(scripted.agent(model), policy) };
}

describe('a model call that never ends', () => {
  it('is abandoned after its timeout, and the debate goes on without it', async () => {
    const database = await anyDatabase.open();
    const work = createWorkerHarness(database.store);
    const worker = await work.start(deafRoster(), { contract });
    await work.create('d1', { attemptsMax: 1, rounds: 1 });
    const log = await work.waitForEnd('d1');
    expect(buildRecord(log)).toMatchObject({ outcome: 'decided', lostSeats: { agents: ['a2'] } });
    expect(typesOf(log)).toContain('turn.failed');
    expect(work.workerEvents).toContainEqual({
      type: 'call.abandoned',
      data: expect.objectContaining({ debate: 'd1', turn: 'r0.propose.a2', attempt: 1 }),
    });
    await stopWorker(worker);
    await database.close();
    expect([...work.bugs, ...work.outages]).toEqual([]);
  });

  it('does not hold up a person who cancels the debate, or the drain of the worker', async () => {
    const slow = applyOverrides(contract, { agents: { firstTokenMs: 60_000 } });
    const database = await anyDatabase.open();
    const work = createWorkerHarness(database.store);
    const worker = await work.start(deafRoster(), { contract: slow });
    await work.create('d1', { rounds: 0 });
    await work.waitForEvent('d1', ({ type }) => type === 'turn.completed');
    await work.execute('d1', { type: 'cancel', by: 'someone' });
    await stopWorker(worker);
    expect(worker.running()).toBe(0);
    await database.close();
  });
});
