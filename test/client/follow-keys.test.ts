import { describe, expect, test } from 'vitest';
import { follow } from '../../app/client/follow.ts';
import { authorizationHeaders } from '../../app/client/http.ts';
import { debateCreated, noteAdded } from '../support/debates/events.ts';
import { openQuestionDebate } from '../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../support/http/api-keys.ts';
import { openServer } from '../support/http/open-app.ts';
import { seedDebate } from '../support/http/test-app.ts';

const { server, database } = await openServer({ policy: keyedAccess });

describe.each(['sse', 'socket'] as const)('following with a key over %s', (transport) => {
  const watch = async (debate: string, key: string, onFrame = (_: { type: string }) => {}) => {
    const types: string[] = [];
    const options = { baseUrl: server.server.url, debate, transport, headers: authorizationHeaders(key) };
    for await (const frame of follow(options)) {
      types.push(frame.type);
      onFrame(frame);
    }
    return types;
  };

  test('works with a valid key', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['read']);
    const debate = await seedDebate(database.store, openQuestionDebate().events);
    expect(await watch(debate, credential)).toEqual(openQuestionDebate().events.map(({ type }) => type));
  });

  test('throws the refusal of an invalid key without a retry', async () => {
    const debate = await seedDebate(database.store, [debateCreated]);
    await expect(watch(debate, 'nonsense')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('throws 401 when the key is revoked', async () => {
    const key = await createTestKey(database.store, 'local', ['read']);
    const debate = await seedDebate(database.store, [debateCreated, noteAdded('two')]);
    const revoke = ({ type }: { type: string }) => {
      if (type !== 'note.added') return;
      void database.store.revokeKey('local', key.id, new Date().toISOString());
    };
    await expect(watch(debate, key.credential, revoke)).rejects.toMatchObject({ status: 401 });
  });
});
