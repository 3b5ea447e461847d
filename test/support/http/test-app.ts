import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { profile } from '../../../app/contract/profiles.ts';
import type { DebateEvent, StoredEvent } from '../../../app/debate/core/events.ts';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { type DebateState, initialState } from '../../../app/debate/core/state.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import { createDocumentReader } from '../../../app/files/document-reader.ts';
import { openThread } from '../../../app/files/thread.ts';
import { createApp } from '../../../app/http/app.ts';
import {
  type AccessControlDeps,
  type AccessPolicy,
  createAccessControl,
} from '../../../app/http/auth/access-control.ts';
import { defaultTenant } from '../../../app/http/auth/callers.ts';
import { createLocalRateLimiter } from '../../../app/http/auth/rate-limiter.ts';
import type { AppDeps } from '../../../app/http/deps.ts';
import { type RunningServer, startHttpServer } from '../../../app/http/server/http-server.ts';
import { createLocalBus } from '../../../app/live/bus.ts';
import { createHub } from '../../../app/live/hub.ts';
import { publishEvents } from '../../../app/live/messages.ts';
import { createLiveStats } from '../../../app/live/stats.ts';
import { createViewerRegistry } from '../../../app/live/viewer-registry.ts';
import { createMetrics } from '../../../app/runtime/metrics.ts';
import { openPort } from '../../../app/runtime/supervisor/port.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { isOutage } from '../../../app/store/errors.ts';
import type { Store } from '../../../app/store/store.ts';
import { scriptedRoster } from '../agents/scripted-roster.ts';
import { testSigner } from '../debates/sample-debates.ts';
import { anyDatabase, type OpenDatabase } from '../stores/databases.ts';
import { createTestSources } from './test-sources.ts';
import { currentTransport, type RequestTransport } from './transports.ts';
import { exchangeCheckOf, mediaTypeOf, throwDifferences, watchResponses } from './watch-exchanges.ts';

/** A new store on a new, empty database. */
export const openStore = (): Promise<OpenDatabase> => anyDatabase.open();

/** Stores a whole event log at once. Returns the id of the debate. */
export async function seedDebate(
  store: Store,
  [first, ...others]: readonly DebateEvent[],
  tenant = defaultTenant,
): Promise<string> {
  if (!first) throw new Error('a debate has at least one event');
  const id = randomUUID();
  const events = [first, ...others] as const;
  const summary = summarizeDebate(foldEvents(events));
  await store.create({ id, tenant, events, evidence: [], summary, at: new Date().toISOString() });
  return id;
}

type LogLine = Readonly<Record<string, unknown>>;

export interface TestApp {
  /** The app itself, for requests that `call` does not support. */
  readonly hono: ReturnType<typeof createApp>;
  readonly deps: AppDeps;
  /** The log lines, oldest first. */
  readonly logLines: readonly LogLine[];
  /** Sends a request; `body` is sent as JSON unless it is text, bytes or a form. */
  call(path: string, options?: CallOptions): Promise<TestResponse>;
  /** Appends to a debate and publishes the events, as a worker does. */
  append(debate: string, ...events: readonly DebateEvent[]): Promise<readonly StoredEvent[]>;
  close(): void;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body parsed as JSON; throws if it is not JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export const indexHtml = '<!doctype html><title>Rostrum</title>';

const pageAssets: AppDeps['pageAssets'] = {
  async read(path) {
    const body = new TextEncoder().encode(path === 'index.html' ? indexHtml : 'export {};');
    if (path === 'index.html') return { body, mediaType: 'text/html; charset=utf-8', immutable: false };
    if (path !== 'assets/main-ABCDEFGH.js') return null;
    return { body, mediaType: 'text/javascript; charset=utf-8', immutable: true };
  },
};

export type AppOverrides = Partial<AppDeps> & Partial<Pick<AccessControlDeps, 'policy' | 'rateLimiter'>>;

const openAccess: AccessPolicy = { isOpen: true, pepper: null, origins: [] };

/** The whole HTTP app over a store, with a roster whose model names begin with `scripted`. */
export function createTestApp(
  store: Store,
  overrides: AppOverrides = {},
  transport: RequestTransport = currentTransport(),
): TestApp {
  const logLines: LogLine[] = [];
  const serializers = { error: pino.stdSerializers.err };
  const log = pino(
    { level: 'debug', serializers },
    { write: (line) => void logLines.push(JSON.parse(line)) },
  );
  const contract = overrides.contract ?? profile('test');
  const clock = overrides.clock ?? systemClock;
  const bus = overrides.bus ?? createLocalBus();
  const stats = createLiveStats();
  const now = overrides.now ?? (() => new Date());
  const { policy = openAccess, rateLimiter = createLocalRateLimiter(), ...changed } = overrides;
  const accessControl = createAccessControl({
    policy,
    rateLimiter,
    store,
    bus,
    contract,
    clock,
    now,
    log: overrides.log ?? log,
  });
  const onError = (error: unknown) => log.error({ error }, 'hub read failed');
  const deps: AppDeps = {
    contract,
    contractHash: 'a contract hash',
    version: '1.2.3',
    processName: 'test',
    store,
    bus,
    hub: createHub({ store, bus, contract, clock, stats, onError }),
    viewers: createViewerRegistry({ contract, clock, random: Math.random, stats }),
    roster: scriptedRoster(),
    pageAssets,
    readiness: { checks: {}, optionalServices: {}, isReady: () => true },
    drainSignal: new AbortController().signal,
    log,
    metrics: createMetrics('test'),
    clock,
    now,
    randomId: randomUUID,
    randomSecret: () => randomBytes(32).toString('base64url'),
    onDebateCreated: () => {},
    onDebateEnded: () => {},
    isStoreUnavailable: isOutage,
    accessControl,
    signer: testSigner,
    documentReader: createDocumentReader({ contract, clock: systemClock, openThread }),
    ...createTestSources(),
    webhookHosts: ['127.0.0.1:9000'],
    tenantUsdPerDay: null,
    openId: null,
    isLambda: transport.isLambda,
    ...changed,
  };
  const app = createApp(deps);
  const check = exchangeCheckOf(app, overrides.contract === undefined);
  /** The last known state of each debate, so that `append` does not read a long log again. */
  const lastKnown = new Map<string, { state: DebateState; seq: number; hash?: string }>();
  return {
    hono: app,
    deps,
    logLines,
    async call(path, { method = 'GET', headers = {}, body } = {}) {
      const raw = rawBody(body);
      const json = raw === undefined && body !== undefined;
      const request = new Request(path.startsWith('/') ? `http://localhost${path}` : path, {
        method,
        headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
        body: json ? JSON.stringify(body) : (raw ?? null),
      });
      const response = await transport.send({ app, contract, flush: accessControl.auditLog.flush }, request);
      const { status, headers: answered } = response;
      const text = await response.text();
      const mediaType = mediaTypeOf(answered);
      const { pathname, search } = new URL(request.url);
      const exchange = { method, path: `${pathname}${search}`, status, mediaType, text };
      throwDifferences(check({ ...exchange, requestBody: json ? body : undefined }));
      return toTestResponse(status, answered, text);
    },
    async append(debate, ...events) {
      const before = lastKnown.get(debate) ?? { state: initialState, seq: 0 };
      const log = await store.events(
        { tenant: defaultTenant, debate },
        before.seq,
        contract.limits.eventsPageMax,
      );
      const { state, seq, hash } = { ...before, ...log.at(-1), state: foldEvents(log, before.state) };
      if (hash === undefined) throw new Error(`no debate ${debate}`);
      const appended = await store.append({
        tenant: defaultTenant,
        debate,
        expected: { seq, hash },
        events,
        summary: summarizeDebate(foldEvents(events, state)),
        at: new Date().toISOString(),
      });
      if (appended.outcome !== 'appended') throw new Error(appended.outcome);
      lastKnown.set(debate, { state, seq, hash });
      publishEvents(bus, defaultTenant, appended.events);
      return appended.events;
    },
    close() {
      deps.hub.close();
      deps.viewers.close();
      void accessControl.close();
    },
  };
}

function rawBody(body: unknown): string | FormData | Buffer<ArrayBuffer> | undefined {
  if (typeof body === 'string' || body instanceof FormData) return body;
  return body instanceof Uint8Array ? Buffer.from(body) : undefined;
}

export const toTestResponse = (status: number, headers: Headers, text: string): TestResponse => ({
  status,
  headers,
  text,
  get json() {
    return JSON.parse(text);
  },
});

export interface TestServer extends TestApp {
  readonly server: RunningServer;
  /** Closes the server at once. */
  stop(): Promise<void>;
}

/** The same behind a real listening server on loopback. */
export async function startTestServer(store: Store, overrides: AppOverrides = {}): Promise<TestServer> {
  const test = createTestApp(store, overrides);
  const differences = watchResponses(test.hono, exchangeCheckOf(test.hono, overrides.contract === undefined));
  const { contract, viewers, drainSignal } = test.deps;
  const { backlogMax } = contract.http;
  const server = startHttpServer({
    app: test.hono,
    contract,
    viewers,
    drainSignal,
    connections: await openPort({ host: '127.0.0.1', port: 0, backlogMax }),
  });
  return {
    ...test,
    server,
    async stop() {
      await server.close(AbortSignal.abort());
      test.close();
      throwDifferences(differences);
    },
  };
}
