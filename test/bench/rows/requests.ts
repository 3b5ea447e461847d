import type { ChildProcess } from 'node:child_process';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { createDatabase, startPostgres } from '../../support/processes/postgres.ts';
import { startProgram } from '../../support/processes/program.ts';
import { startFastApi } from '../load/debian-peers.ts';
import { formatRequest, type HttpLoadReply, type HttpLoadRequest } from '../load/http-load.ts';
import type { HttpPeer } from '../load/http-peer.ts';
import { forkLoad, nextMessage, pinProcess } from '../load/pinned-process.ts';
import { readCpuSeconds } from '../load/process-cpu.ts';
import { benchKey } from '../load/separate-roles.ts';
import { median } from '../load/statistics.ts';
import type { BenchResult, BenchRow, Goal } from '../row.ts';

export const requests: BenchRow = {
  description: 'short requests to a web process with PostgreSQL, and to other servers',
  run: (length) => measureRequests(length === 'short' ? shortPlan : fullPlan),
};

interface RequestPlan {
  readonly warmUpSeconds: number;
  /** Of each target in each round. */
  readonly seconds: number;
  /** The targets alternate, so that a busy moment of the machine meets all of them. */
  readonly rounds: number;
}

const shortPlan: RequestPlan = { warmUpSeconds: 0, seconds: 0.2, rounds: 1 };
const fullPlan: RequestPlan = { warmUpSeconds: 2, seconds: 2, rounds: 5 };

const connections = 64;

/** One kind of request to one process. */
interface Target {
  readonly name: string;
  readonly child: Pick<ChildProcess, 'pid'>;
  readonly port: number;
  readonly text: string;
  readonly stop: () => unknown;
}

const unlimited = { rate: { addressRequestsMax: 1e8, keyRequestsMax: 1e8 } };
const contract = applyOverrides(profile('development'), { classes: { api: unlimited } });

const hono = 'Hono';
const instrumented = 'Hono with request id, histogram, log';
const peers: readonly HttpPeer[] = ['node:http', hono, instrumented, 'Fastify'];
const fastApi = 'FastAPI with request id, histogram, log';
const ours = {
  probe: 'probe',
  agents: 'models and presets (key, no query of its own)',
  debate: 'one debate',
} as const;

/** In requests for each second of CPU. */
const ratios: readonly (readonly [name: string, peer: string, limit: number])[] = [
  [ours.probe, hono, 0.3],
  [ours.agents, instrumented, 0.3],
  [ours.agents, fastApi, 1.5],
  [ours.debate, instrumented, 0.17],
];

const toGoals = (micros: ReadonlyMap<string, number>): readonly Goal[] =>
  ratios.flatMap(([name, peer, limit]): Goal[] => {
    const [own, others] = [micros.get(name), micros.get(peer)];
    if (own === undefined || others === undefined) return [];
    return [{ name: `${name}, of ${peer}`, value: others / own, unit: '×', relation: '≥', limit }];
  });

const newDebate = (index: number) => ({ question: `Which of both is better, ${index}?` });

async function measureRequests(plan: RequestPlan): Promise<BenchResult> {
  const postgres = await startPostgres();
  if (postgres === null)
    return { figures: { 'not measured': 'it needs PostgreSQL: apt-get install postgresql' }, goals: [] };
  const generator = forkLoad(new URL('../load/http-load.ts', import.meta.url), {});
  const targets: Target[] = [];
  try {
    pinProcess(generator, 1);
    for (const peer of peers) targets.push(await startPeer(peer));
    targets.push(...(await startPythonPeer()));
    targets.push(...(await startRostrum(await createDatabase(postgres.url))));
    const load = (target: Target, seconds: number) => measure(generator, target, seconds);
    if (plan.warmUpSeconds > 0) for (const target of targets) await load(target, plan.warmUpSeconds);
    const costs = new Map(targets.map((target): [Target, number[]] => [target, []]));
    for (let round = 0; round < plan.rounds; round += 1)
      for (const [target, micros] of costs) micros.push(await load(target, plan.seconds));
    const medians = new Map([...costs].map(([{ name }, micros]) => [name, median(micros)]));
    const figures = [...medians].map(([name, micros]) => [`${name}: CPU µs a request`, micros.toFixed(1)]);
    return { figures: Object.fromEntries(figures), goals: plan.rounds > 1 ? toGoals(medians) : [] };
  } finally {
    generator.kill();
    for (const { stop } of targets) await stop();
    await postgres.stop();
  }
}

/** CPU microseconds of the server for each request, the work of other threads of the process included. */
async function measure(
  generator: ChildProcess,
  { child, port, text }: Target,
  seconds: number,
): Promise<number> {
  const before = readCpuSeconds(child);
  const request: HttpLoadRequest = { port, text, connections, seconds };
  const reply = nextMessage(generator);
  generator.send(request);
  const { requests } = (await reply) as HttpLoadReply;
  return ((readCpuSeconds(child) - before) * 1e6) / requests;
}

const peerRequest = formatRequest('GET', '/', benchKey);

async function startPeer(name: HttpPeer): Promise<Target> {
  const child = forkLoad(new URL('../load/http-peer.ts', import.meta.url), name);
  const { port } = (await nextMessage(child)) as { readonly port: number };
  pinProcess(child, 0);
  return { name, child, port, text: peerRequest, stop: () => child.kill('SIGKILL') };
}

async function startPythonPeer(): Promise<readonly Target[]> {
  const server = await startFastApi();
  if (server === null) return [];
  pinProcess(server, 0);
  const { port } = server;
  return [{ name: fastApi, child: server, port, text: peerRequest, stop: () => server.stop('SIGKILL') }];
}

/** A web process, so that no debate runs, and requests to it. */
async function startRostrum(databaseUrl: string): Promise<readonly Target[]> {
  const { child, url } = await startProgram(
    {
      ...contractEnvironment(contract),
      DATABASE_URL: databaseUrl,
      ROSTRUM_ROLE: 'web',
      ROSTRUM_ADMIN_KEY: benchKey,
      ROSTRUM_KEY_PEPPER: 'p'.repeat(contract.access.pepperCharsMin),
    },
    undefined,
    [],
  );
  pinProcess(child, 0);
  const client = createClient({ baseUrl: url, apiKey: benchKey });
  const debates = await Promise.all(
    Array.from({ length: 20 }, (_, index) => client.create(newDebate(index))),
  );
  const port = Number(new URL(url).port);
  const target = (name: string, method: string, path: string, body = '') => ({
    ...{ name, child, port, stop: () => child.kill('SIGKILL') },
    text: formatRequest(method, path, benchKey, body),
  });
  return [
    target(ours.probe, 'GET', '/health'),
    target(ours.agents, 'GET', '/api/v1/agents'),
    target(ours.debate, 'GET', `/api/v1/debates/${debates[0]?.id}`),
    target('list of 10', 'GET', '/api/v1/debates?limit=10'),
    target('creation', 'POST', '/api/v1/debates', JSON.stringify(newDebate(0))),
  ];
}
