import { describe, expect, test } from 'vitest';
import { keyHeaders } from '../../app/client/exchange.ts';
import { follow } from '../../app/client/follow.ts';
import { created, note } from '../support/debate-events.ts';
import { seed } from '../support/http.ts';
import { byKey, newKey } from '../support/keys.ts';
import { openServer } from '../support/open-app.ts';
import { openDebate } from '../support/worked-debate.ts';

const { server, database } = await openServer({ rules: byKey });

describe.each(['sse', 'socket'] as const)('over %s', (transport) => {
  const watch = async (debate: string, key: string, onFrame = (_: { type: string }) => {}) => {
    const types: string[] = [];
    const options = { baseUrl: server.server.url, debate, transport, headers: keyHeaders(key) };
    for await (const frame of follow(options)) {
      types.push(frame.type);
      onFrame(frame);
    }
    return types;
  };

  test('a key opens it', async () => {
    const { text } = await newKey(database.store, 'local', ['read']);
    const debate = await seed(database.store, openDebate().events);
    expect(await watch(debate, text)).toEqual(openDebate().events.map(({ type }) => type));
  });

  test('without the right one it ends with the refusal, and is not tried again', async () => {
    const debate = await seed(database.store, [created]);
    await expect(watch(debate, 'nonsense')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('when the key is revoked it ends with that', async () => {
    const key = await newKey(database.store, 'local', ['read']);
    const debate = await seed(database.store, [created, note('two')]);
    const revoke = ({ type }: { type: string }) => {
      if (type !== 'note.added') return;
      void database.store.revokeKey('local', key.id, new Date().toISOString());
    };
    await expect(watch(debate, key.text, revoke)).rejects.toMatchObject({ status: 401 });
  });
});
