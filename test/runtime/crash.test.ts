import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isTerminalEvent, type StoredEvent } from '../../app/debate/core/events.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';
import { killPrograms, type RunningProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

/** Slow enough that a debate takes about a second, so that it can be killed in the middle. */
const model = 'rehearsal?tps=1200&ttftMs=10&seed=3';

async function createDebate({ url }: RunningProgram): Promise<string> {
  const response = await fetch(`${url}/api/v1/debates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: 'Should we split the monolith?', preset: 'standard' }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

/** Reads the stream up to an event that `isExpected` accepts; null if the program dies before. */
async function follow(
  { url }: RunningProgram,
  id: string,
  isExpected: (event: StoredEvent) => boolean,
): Promise<StoredEvent | null> {
  try {
    const response = await fetch(`${url}/api/v1/debates/${id}/events`);
    const lines = response.body?.pipeThrough(new TextDecoderStream());
    let rest = '';
    for await (const text of lines ?? []) {
      const parts = (rest + text).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        const frame = data ? (JSON.parse(data) as StoredEvent) : null;
        if (frame?.seq && isExpected(frame)) return frame;
      }
    }
  } catch {
    // The program has been killed.
  }
  return null;
}

async function readLog({ url }: RunningProgram, id: string): Promise<readonly StoredEvent[]> {
  const response = await fetch(`${url}/api/v1/debates/${id}/events?limit=1000`, {
    headers: { accept: 'application/json' },
  });
  return ((await response.json()) as { events: StoredEvent[] }).events;
}

/** Checks that the log has no gap, no repeated turn and a valid hash chain. */
function expectConsistent(log: readonly StoredEvent[]): void {
  expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
  expect(verifyHashChain(log)).toBeNull();
  const completed = log.flatMap((event) => (event.type === 'turn.completed' ? [event.data.turn] : []));
  expect(new Set(completed).size).toBe(completed.length);
  const started = log.flatMap((event) => (event.type === 'turn.started' ? [event.data] : []));
  for (const turn of completed) {
    const last = log.findLastIndex((event) => event.type === 'turn.started' && event.data.turn === turn);
    const done = log.findIndex((event) => event.type === 'turn.completed' && event.data.turn === turn);
    expect(last, `${turn} was started again after it had been completed`).toBeLessThan(done);
  }
  const attempts = started.map(({ turn, attempt }) => `${turn} ${attempt}`);
  expect(new Set(attempts).size).toBe(attempts.length);
}

afterEach(killPrograms);

describe('a program that is killed in the middle of a debate', () => {
  const directory = createTemporaryDirectory('crash');
  afterAll(directory.remove);
  const env = { ROSTRUM_DATA_DIR: directory.path, ROSTRUM_MODEL: model };
  /** Kill points from before the first turn to the decision: the number of events, and a delay after the last one. */
  const killPoints = [3, 10, 18].map((events, index) => ({ events, waitMs: index * 7 }));

  it('resumes its debates after each of three kills and restarts', async () => {
    let program = await startProgram(env);
    let killedRunning = 0;
    for (const { events, waitMs } of killPoints) {
      // The second debate is at another point when the first one reaches the kill point.
      const ids = [await createDebate(program), await createDebate(program)];
      const [first = ''] = ids;
      const reached = await follow(program, first, (event) => event.seq >= events || isTerminalEvent(event));
      if (reached && !isTerminalEvent(reached)) killedRunning++;
      // Not for synchronisation: it moves the kill away from the commit.
      await sleep(waitMs);
      await program.stop('SIGKILL');
      program = await startProgram(env);
      for (const id of ids) {
        await follow(program, id, isTerminalEvent);
        const log = await readLog(program, id);
        expectConsistent(log);
        expect(buildRecord(log)).toMatchObject({ outcome: 'decided' });
      }
    }
    expect(killedRunning, 'debates that were still running when the program was killed').toBe(
      killPoints.length,
    );
    expect(await program.stop()).toBe(0);
  }, 120_000);
});
