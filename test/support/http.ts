import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { profile } from '../../app/contract/profiles.ts';
import type { DebateEvent, Stored } from '../../app/debate/events.ts';
import { fold } from '../../app/debate/evolve.ts';
import { type Debate, nothing } from '../../app/debate/state.ts';
import { summaryOf } from '../../app/debate/summary.ts';
import { homeTenant } from '../../app/http/access.ts';
import { createApp } from '../../app/http/app.ts';
import { type AccessRules, createGate, type GateParts } from '../../app/http/gate.ts';
import { createLocalLimiter } from '../../app/http/limiter.ts';
import type { AppParts } from '../../app/http/parts.ts';
import { listen, type RunningServer } from '../../app/http/server.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import { createCounts } from '../../app/live/counts.ts';
import { createHub } from '../../app/live/follow.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { createViewers } from '../../app/live/viewers.ts';
import { createMetrics } from '../../app/process/metrics.ts';
import { isOutage } from '../../app/store/errors.ts';
import type { Store } from '../../app/store/store.ts';
import { anyDatabase, type OpenDatabase } from './databases.ts';
import { type Door, door } from './doors.ts';
import { scriptedRoster } from './panel.ts';
import { testSigner } from './worked-debate.ts';

/** A new store on a new, empty database. */
export const openStore = (): Promise<OpenDatabase> => anyDatabase.open();

/** Puts a whole log into the store at once; the result is the debate's id. */
export async function seed(
  store: Store,
  [first, ...others]: readonly DebateEvent[],
  tenant = homeTenant,
): Promise<string> {
  if (!first) throw new Error('a debate has at least one event');
  const id = randomUUID();
  const events = [first, ...others] as const;
  const summary = summaryOf(fold(events));
  await store.create({ id, tenant, events, evidence: [], summary, at: new Date().toISOString() });
  return id;
}

type Line = Readonly<Record<string, unknown>>;

export interface TestApp {
  /** The app itself, for what `call` does not do. */
  readonly hono: ReturnType<typeof createApp>;
  readonly parts: AppParts;
  /** What was logged, oldest first. */
  readonly lines: readonly Line[];
  /** Makes a request; `body` goes as JSON unless it is text, bytes or a form. */
  call(path: string, options?: CallOptions): Promise<Answer>;
  /** Appends to a debate as a worker does, and tells viewers. */
  append(debate: string, ...events: readonly DebateEvent[]): Promise<readonly Stored[]>;
  close(): void;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export const indexHtml = '<!doctype html><title>Rostrum</title>';

const assets: AppParts['assets'] = {
  async file(path) {
    const body = new TextEncoder().encode(path === 'index.html' ? indexHtml : 'export {};');
    if (path === 'index.html') return { body, mediaType: 'text/html; charset=utf-8', immutable: false };
    if (path !== 'assets/main-ABCDEFGH.js') return null;
    return { body, mediaType: 'text/javascript; charset=utf-8', immutable: true };
  },
};

export type Changes = Partial<AppParts> & Partial<Pick<GateParts, 'rules' | 'limiter'>>;

const openToAll: AccessRules = { open: true, pepper: null, origins: [] };

/** The whole HTTP surface over a store, with a roster whose models begin with `scripted`. */
export function testApp(store: Store, changes: Changes = {}, through: Door = door()): TestApp {
  const lines: Line[] = [];
  const serializers = { error: pino.stdSerializers.err };
  const log = pino({ level: 'debug', serializers }, { write: (line) => void lines.push(JSON.parse(line)) });
  const contract = changes.contract ?? profile('test');
  const timers = changes.timers ?? systemTimers;
  const bus = changes.bus ?? createLocalBus();
  const counts = createCounts();
  const now = changes.now ?? (() => new Date());
  const { rules = openToAll, limiter = createLocalLimiter(), ...changed } = changes;
  const gate = createGate({ rules, limiter, store, bus, contract, timers, now, log: changes.log ?? log });
  const onError = (error: unknown) => log.error({ error }, 'following failed');
  const parts: AppParts = {
    contract,
    contractHash: 'a contract hash',
    version: '1.2.3',
    name: 'test',
    store,
    bus,
    hub: createHub({ store, bus, contract, timers, counts, onError }),
    viewers: createViewers({ contract, timers, random: Math.random, counts }),
    roster: scriptedRoster(),
    assets,
    readiness: { checks: {}, helpers: {}, isReady: () => true },
    log,
    metrics: createMetrics('test'),
    timers,
    now,
    randomId: randomUUID,
    randomSecret: () => randomBytes(32).toString('base64url'),
    isOutage,
    gate,
    signer: testSigner,
    onFunction: through.onFunction,
    ...changed,
  };
  const app = createApp(parts);
  /** What has been read of each debate that was appended to, so that a long log is not read again and again. */
  const known = new Map<string, { state: Debate; seq: number; hash?: string }>();
  return {
    hono: app,
    parts,
    lines,
    async call(path, { method = 'GET', headers = {}, body } = {}) {
      const raw = rawBody(body);
      const json = raw === undefined && body !== undefined;
      const request = new Request(path.startsWith('/') ? `http://localhost${path}` : path, {
        method,
        headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
        body: json ? JSON.stringify(body) : (raw ?? null),
      });
      const response = await through.send({ app, contract, settle: gate.audit.flush }, request);
      return answerOf(response.status, response.headers, await response.text());
    },
    async append(debate, ...events) {
      const before = known.get(debate) ?? { state: nothing, seq: 0 };
      const log = await store.events(
        { tenant: homeTenant, debate },
        before.seq,
        contract.limits.eventsPageMax,
      );
      const { state, seq, hash } = { ...before, ...log.at(-1), state: fold(log, before.state) };
      if (hash === undefined) throw new Error(`there is no debate ${debate}`);
      const appended = await store.append({
        tenant: homeTenant,
        debate,
        expected: { seq, hash },
        events,
        summary: summaryOf(fold(events, state)),
        at: new Date().toISOString(),
      });
      if (appended.outcome !== 'appended') throw new Error(appended.outcome);
      known.set(debate, { state, seq, hash });
      publishEvents(bus, homeTenant, appended.events);
      return appended.events;
    },
    close() {
      parts.hub.close();
      parts.viewers.close();
      void gate.close();
    },
  };
}

function rawBody(body: unknown): string | FormData | Buffer<ArrayBuffer> | undefined {
  if (typeof body === 'string' || body instanceof FormData) return body;
  return body instanceof Uint8Array ? Buffer.from(body) : undefined;
}

export const answerOf = (status: number, headers: Headers, text: string): Answer => ({
  status,
  headers,
  text,
  get json() {
    return JSON.parse(text);
  },
});

export interface TestServer extends TestApp {
  readonly server: RunningServer;
  /** Closes it at once. */
  stop(): Promise<void>;
}

/** The same behind a real listening server on loopback. */
export async function testServer(store: Store, changes: Changes = {}): Promise<TestServer> {
  const test = testApp(store, changes);
  const { contract, viewers } = test.parts;
  const server = await listen({
    app: test.hono,
    contract,
    viewers,
    host: '127.0.0.1',
    port: 0,
  });
  return {
    ...test,
    server,
    async stop() {
      await server.close(AbortSignal.abort());
      test.close();
    },
  };
}
