import { createDocumentReader } from '../files/document-reader.ts';
import { openThread } from '../files/thread.ts';
import { createApp } from '../http/app.ts';
import { type AccessControl, createAccessControl } from '../http/auth/access-control.ts';
import { createLocalRateLimiter, createRedisRateLimiter } from '../http/auth/rate-limiter.ts';
import type { AppDeps } from '../http/deps.ts';
import { registerLiveMetrics } from '../http/live/metrics.ts';
import { startHttpServer } from '../http/server/http-server.ts';
import { createHub } from '../live/hub.ts';
import { createLiveStats } from '../live/stats.ts';
import { createViewerRegistry, type ViewerRegistry } from '../live/viewer-registry.ts';
import { openPageAssets } from '../page/assets.ts';
import { type ConnectionSource, openPort, type Port } from '../runtime/supervisor/port.ts';
import type { SupervisorLink } from '../runtime/supervisor/supervisor-link.ts';
import { systemClock } from '../shared/clock.ts';
import { lookUpHost, resolveHost } from '../shared/outbound/resolve-host.ts';
import { createFindDocuments } from '../sources/find-documents.ts';
import { createReadSource } from '../sources/read-source.ts';
import { createSearch } from '../sources/search.ts';
import { isOutage } from '../store/errors.ts';
import { ensureAdminKey } from './admin-key.ts';
import { assignment } from './process-environment.ts';
import type { Runtime } from './runtime.ts';
import { openSigner } from './signing-key.ts';

export interface Web {
  readonly app: ReturnType<typeof createApp>;
  readonly viewers: ViewerRegistry;
  readonly accessControl: AccessControl;
}

/** The web role of a process. */
export interface RunningWeb {
  readonly url: string;
  /** The port of this process; null: its connections come from the supervisor. */
  readonly port: Port | null;
}

/** Starts the web role: the HTTP app, and the server that listens for it. */
export async function startWebRole(runtime: Runtime): Promise<RunningWeb> {
  const { config, lifecycle, supervisor } = runtime;
  const { contract, host } = config;
  const { drainSignal } = lifecycle;
  const onResponse = supervisor?.requestServed;
  const { app, viewers } = await openWeb(runtime);
  const shared = supervisor && sharedConnections(supervisor);
  const { port, connections } = await lifecycle.start(
    'port',
    async () => {
      if (shared) return { port: null, connections: shared };
      const own = await openPort({ host, port: config.port, backlogMax: contract.http.backlogMax });
      return { port: own, connections: own };
    },
    ({ connections }) => connections.close(),
  );
  const { url } = await lifecycle.start(
    'server',
    async () => startHttpServer({ app, contract, viewers, connections, drainSignal, onResponse }),
    async (server, forceSignal, reason) => {
      await server.close(forceSignal, reason);
      viewers.close();
    },
  );
  return { url, port };
}

/** The connections that the supervisor passes on; null if this process listens itself. */
function sharedConnections(supervisor: SupervisorLink): ConnectionSource | null {
  const { sharedUrl } = assignment;
  if (sharedUrl === null) return null;
  return {
    url: sharedUrl,
    port: Number(new URL(sharedUrl).port),
    receive: supervisor.onConnection,
    close: supervisor.detach,
  };
}

/** Opens the HTTP app with its hub, viewers and access control, without a server. */
export async function openWeb(runtime: Runtime): Promise<Web> {
  const { config, log, lifecycle, store, bus, metrics, supervisor, random } = runtime;
  const { contract } = config;
  const stats = createLiveStats();
  const viewers = createViewerRegistry({ contract, clock: systemClock, random, stats });
  const onError = (error: unknown) => log.warn({ error }, 'event log read failed, retrying');
  const hub = await lifecycle.start(
    'hub',
    async () => createHub({ store, bus, contract, clock: systemClock, stats, onError }),
    async (open) => open.close(),
  );
  const accessControl = await lifecycle.start(
    'access control',
    () => openAccessControl(runtime),
    (open) => open.close(),
  );
  registerLiveMetrics(metrics, stats, accessControl);
  const app = createApp({
    ...runtime,
    processName: runtime.name,
    contract,
    contractHash: config.contractHash,
    hub,
    viewers,
    signer: await openSigner(config),
    documentReader: createDocumentReader({ contract, clock: systemClock, openThread }),
    ...openSources(runtime),
    webhookHosts: config.webhookHosts,
    tenantUsdPerDay: config.access.tenantUsdPerDay,
    openId: config.access.openId,
    // A scrape of one process returns the metrics of all.
    metrics: config.metricsEnabled ? { ...metrics, text: supervisor?.collectMetrics ?? metrics.text } : null,
    pageAssets: openPageAssets(),
    readiness: {
      // Not the bus: without it a process is degraded, which /ready reports, but still useful.
      checks: { database: (signal) => store.ping(signal) },
      optionalServices: { bus: bus.isHealthy },
      notices: store.notices,
      isReady: lifecycle.isReady,
    },
    drainSignal: lifecycle.drainSignal,
    clock: systemClock,
    isStoreUnavailable: isOutage,
    accessControl,
    isLambda: config.role === 'function',
  });
  return { app, viewers, accessControl };
}

async function openAccessControl(runtime: Runtime): Promise<AccessControl> {
  const { config, log, store, random, now } = runtime;
  const { contract, redisUrl, access } = config;
  await ensureAdminKey(access, store, now);
  const clock = systemClock;
  const onError = (error: unknown) => log.warn({ error }, 'rate limiter fell back to local counters');
  const rateLimiter = redisUrl
    ? createRedisRateLimiter({ url: redisUrl, contract, clock, random, onError })
    : createLocalRateLimiter();
  return createAccessControl({ ...runtime, policy: access, rateLimiter, contract, clock });
}

/** Of the deadline of a request; the rest is for reading the documents and storing them. */
const timeShare = 0.5;

/** Reads and finds documents within the limits of the configuration. */
function openSources({
  config,
  log,
  now,
}: Runtime): Pick<AppDeps, 'readSource' | 'findDocuments' | 'evidenceHosts'> {
  const { contract, sources } = config;
  const deadlineMs = contract.classes.api.deadlineMs ?? contract.http.requestMs;
  const shared = { timeoutMs: deadlineMs * timeShare, clock: systemClock, lookUp: lookUpHost, now };
  const hosts = sources.evidenceHosts;
  const readSource = createReadSource({
    ...shared,
    hosts,
    resolve: resolveHost,
    onPrivateAddress: (host, address) =>
      log.warn({ host, address }, 'document refused: its host has a private address'),
  });
  const search = createSearch({ ...shared, searchServer: sources.searchServer });
  const findDocuments = createFindDocuments({ search, readSource, hosts, now });
  return { readSource, findDocuments, evidenceHosts: hosts };
}
