import { afterAll } from 'vitest';
import type { Settings } from '../../app/debate/events.ts';
import type { OpenDatabase } from './databases.ts';
import {
  type Answer,
  type Changes,
  openStore,
  type TestApp,
  type TestServer,
  testApp,
  testServer,
} from './http.ts';

export interface OpenApp {
  readonly app: TestApp;
  readonly database: OpenDatabase;
  /** Puts a question. */
  create(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** With what a debate was created. */
  settingsOf(id: string): Promise<Settings>;
}

/** An app on a new, empty database, for all tests of a file; both are closed after the last of them. */
export async function openApp(changes: Changes = {}): Promise<OpenApp> {
  const database = await openStore();
  const app = testApp(database.store, changes);
  afterAll(async () => {
    app.close();
    await database.close();
  });
  const create: OpenApp['create'] = (body, headers = {}) =>
    app.call('/api/v1/debates', { method: 'POST', body, headers });
  async function settingsOf(id: string): Promise<Settings> {
    const [first] = await database.store.events({ tenant: 'local', debate: id }, 0, 1);
    if (first?.type !== 'debate.created') throw new Error('not created');
    return first.data;
  }
  return { app, database, create, settingsOf };
}

/** The same behind a real listening server on loopback. */
export async function openServer(
  changes: Changes = {},
): Promise<{ readonly server: TestServer; readonly database: OpenDatabase }> {
  const database = await openStore();
  const server = await testServer(database.store, changes);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });
  return { server, database };
}
