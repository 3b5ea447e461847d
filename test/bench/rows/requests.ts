import type { ChildProcess } from 'node:child_process';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { createDatabase, startPostgres } from '../../support/processes/postgres.ts';
import { startProgram } from '../../support/processes/program.ts';
import type { HonoServerOptions } from '../load/hono-server.ts';
import { formatRequest, type HttpLoadReply, type HttpLoadRequest } from '../load/http-load.ts';
import { forkLoad, nextMessage, pinProcess } from '../load/pinned-process.ts';
import { readCpuSeconds } from '../load/process-cpu.ts';
import { benchKey } from '../load/separate-roles.ts';
import { median } from '../load/statistics.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const requests: BenchRow = {
  description: 'short requests to a web process with PostgreSQL, and to Hono alone',
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
  readonly child: ChildProcess;
  readonly port: number;
  readonly text: string;
}

const unlimited = { rate: { addressRequestsMax: 1e8, keyRequestsMax: 1e8 } };
const contract = applyOverrides(profile('development'), { classes: { api: unlimited } });

const newDebate = (index: number) => ({ question: `Which of both is better, ${index}?` });

async function measureRequests(plan: RequestPlan): Promise<BenchResult> {
  const postgres = await startPostgres();
  if (postgres === null)
    return { figures: { 'not measured': 'it needs PostgreSQL: apt-get install postgresql' }, goals: [] };
  const generator = forkLoad(new URL('../load/http-load.ts', import.meta.url), {});
  const targets: Target[] = [];
  try {
    pinProcess(generator, 1);
    targets.push(await startHono('Hono', { isInstrumented: false }));
    targets.push(await startHono('Hono with request id, histogram, log', { isInstrumented: true }));
    targets.push(...(await startRostrum(await createDatabase(postgres.url))));
    const load = (target: Target, seconds: number) => measure(generator, target, seconds);
    if (plan.warmUpSeconds > 0) for (const target of targets) await load(target, plan.warmUpSeconds);
    const costs = new Map(targets.map((target): [Target, number[]] => [target, []]));
    for (let round = 0; round < plan.rounds; round += 1)
      for (const [target, micros] of costs) micros.push(await load(target, plan.seconds));
    const figures = [...costs].map(([{ name }, micros]) => [
      `${name}: CPU µs a request`,
      median(micros).toFixed(1),
    ]);
    return { figures: Object.fromEntries(figures), goals: [] };
  } finally {
    generator.kill();
    for (const { child } of targets) child.kill('SIGKILL');
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

async function startHono(name: string, options: HonoServerOptions): Promise<Target> {
  const child = forkLoad(new URL('../load/hono-server.ts', import.meta.url), options);
  const { port } = (await nextMessage(child)) as { readonly port: number };
  pinProcess(child, 0);
  return { name, child, port, text: formatRequest('GET', '/', benchKey) };
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
    ...{ name, child, port },
    text: formatRequest(method, path, benchKey, body),
  });
  return [
    target('probe', 'GET', '/health'),
    target('models and presets (key, no query of its own)', 'GET', '/api/v1/agents'),
    target('one debate', 'GET', `/api/v1/debates/${debates[0]?.id}`),
    target('list of 10', 'GET', '/api/v1/debates?limit=10'),
    target('creation', 'POST', '/api/v1/debates', JSON.stringify(newDebate(0))),
  ];
}
