import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DebateEnded } from '../../app/debate-log/debate-ended.ts';
import { executeCommand, openDebateLog } from '../../app/debate-log/debate-log.ts';
import { readEvents } from '../../app/debate-log/read-events.ts';
import type { Store } from '../../app/store/store.ts';
import { createDebate, debateKey } from '../store/fixtures.ts';
import { typesOf } from '../support/debates/debate-driver.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { createMemoryStore } from '../support/stores/memory-store.ts';

const note = { type: 'note', text: 'Consider the costs.', by: 'someone', notesMax: 5 } as const;

describe('the debate log', () => {
  let database: OpenDatabase;
  let ended: DebateEnded[];
  beforeAll(async () => {
    database = await anyDatabase.open();
    ended = [];
  });
  afterAll(() => database.close());

  const logDeps = (store: Pick<Store, 'append' | 'events'> = database.store) => ({
    store,
    now: () => new Date(),
    pageEventsMax: 2,
    onDebateEnded: (debate: DebateEnded) => ended.push(debate),
  });

  it('has the same state after its own append as after reading the log', async () => {
    const key = debateKey((await createDebate(database.store)).debate);
    const log = openDebateLog(logDeps(), key);
    await log.refresh();
    for (let count = 0; count < 4; count += 1) await log.execute(note);
    const reader = openDebateLog(logDeps(), key);
    expect(typesOf(await reader.refresh())).toEqual(['debate.created', ...Array(4).fill('note.added')]);
    expect(log.state()).toEqual(reader.state());
    expect(log.seq()).toBe(reader.seq());
  });

  it('decides again when another caller appends first', async () => {
    const key = debateKey((await createDebate(database.store)).debate);
    const log = openDebateLog(logDeps(), key);
    await log.refresh();
    await executeCommand(logDeps(), key, { type: 'pause', by: 'someone' });
    expect(await log.execute({ type: 'pause', by: 'another' })).toEqual({ outcome: 'done', events: [] });
    expect(await log.execute(note)).toMatchObject({ outcome: 'done', events: [{ seq: 3 }] });
  });

  it('reports the end of a debate once, to the caller whose append ended it', async () => {
    const key = debateKey((await createDebate(database.store)).debate);
    const cancel = { type: 'cancel', by: 'someone' } as const;
    await executeCommand(logDeps(), key, cancel);
    expect(await executeCommand(logDeps(), key, cancel)).toEqual({ outcome: 'done', events: [] });
    expect(await executeCommand(logDeps(), key, note)).toMatchObject({ rejection: { code: 'ended' } });
    expect(ended).toEqual([
      { ...key, seq: 2, outcome: 'cancelled', reason: 'cancelled', round: 0, agreement: null, costUsd: 0 },
    ]);
  });

  it('rejects a command on a debate that does not exist', async () => {
    const result = await executeCommand(logDeps(), debateKey('missing'), note);
    expect(result).toMatchObject({ outcome: 'rejected', rejection: { code: 'missing' } });
  });
});

describe('readEvents', () => {
  const key = debateKey('d1');
  const noteAdded = { type: 'note.added', data: { text: 'Note.', by: 'someone' } } as const;

  async function readSeqs(after: number, pageEventsMax: number, signal?: AbortSignal): Promise<number[][]> {
    const store = createMemoryStore();
    store.append('d1', noteAdded, noteAdded, noteAdded, noteAdded);
    const pages: number[][] = [];
    for await (const page of readEvents({ store, pageEventsMax, ...(signal && { signal }) }, key, after))
      pages.push(page.map(({ seq }) => seq));
    return pages;
  }

  it('yields non-empty pages to the end of the log', async () => {
    expect(await readSeqs(0, 3)).toEqual([[1, 2, 3], [4]]);
    expect(await readSeqs(0, 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await readSeqs(3, 2)).toEqual([[4]]);
    expect(await readSeqs(4, 2)).toEqual([]);
  });

  it('throws the reason of an aborted signal', async () => {
    await expect(readSeqs(0, 2, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});
