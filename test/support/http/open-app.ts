import { afterAll } from 'vitest';
import type { DebateSettings } from '../../../app/debate/core/events.ts';
import type { OpenDatabase } from '../stores/databases.ts';
import {
  type AppOverrides,
  createTestApp,
  openStore,
  startTestServer,
  type TestApp,
  type TestResponse,
  type TestServer,
} from './test-app.ts';

export interface OpenApp {
  readonly app: TestApp;
  readonly database: OpenDatabase;
  /** Creates a debate over HTTP. */
  create(body: unknown, headers?: Readonly<Record<string, string>>): Promise<TestResponse>;
  /** The settings with which a debate was created. */
  readSettings(id: string): Promise<DebateSettings>;
}

/** An app on a new, empty database, for all tests of a file; closed after the last one. */
export async function openApp(overrides: AppOverrides = {}): Promise<OpenApp> {
  const database = await openStore();
  const app = createTestApp(database.store, overrides);
  afterAll(async () => {
    app.close();
    await database.close();
  });
  const create: OpenApp['create'] = (body, headers = {}) =>
    app.call('/api/v1/debates', { method: 'POST', body, headers });
  async function readSettings(id: string): Promise<DebateSettings> {
    const [first] = await database.store.events({ tenant: 'local', debate: id }, 0, 1);
    if (first?.type !== 'debate.created') throw new Error('not created');
    return first.data;
  }
  return { app, database, create, readSettings };
}

/** The same behind a real listening server on loopback. */
export async function openServer(
  overrides: AppOverrides = {},
): Promise<{ readonly server: TestServer; readonly database: OpenDatabase }> {
  const database = await openStore();
  const server = await startTestServer(database.store, overrides);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });
  return { server, database };
}
