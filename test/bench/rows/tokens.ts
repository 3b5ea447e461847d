import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { type RunningProgram, startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { canPin, forkLoad, nextMessage, pinProcess } from '../load/pinned-process.ts';
import { percentile } from '../load/statistics.ts';
import {
  seatsPerDebate,
  type TokenLoadOptions,
  type TokenLoadReply,
  type TokenLoadRequest,
} from '../load/token-load.ts';
import type { BenchResult, BenchRow, Goal } from '../row.ts';

export const tokens: BenchRow = {
  description: "from a provider's chunk to five viewers, in one process with the embedded database",
  run: async (length) => {
    const runs = await measureGrowth(length === 'short' ? shortPlan : fullPlan);
    return { figures: Object.assign({}, ...runs.map(toFigures)), goals: runs.flatMap(toGoals) };
  },
};

interface TokenPlan {
  /** Debates at once, one after the other in the same process: 75 are 225 streams. */
  readonly sizes: readonly number[];
  /** Before each measurement: creation has ended, and the code is warm. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const shortPlan: TokenPlan = { sizes: [2], warmUpSeconds: 0, seconds: 1 };
const fullPlan: TokenPlan = { sizes: [25, 75, 100, 140], warmUpSeconds: 4, seconds: 6 };

const load: TokenLoadOptions = { viewersPerDebate: 5, tokensPerSecond: 50 };

/** As `npm start` does. */
const nodeOptions = ['--enable-source-maps'];

/** Limits that stand in no measurement's way. */
const unlimited = { rate: { addressRequestsMax: 100_000, keyRequestsMax: 100_000 } };
const contract = applyOverrides(profile('development'), {
  agents: { callsPerProviderMax: { compatible: 1000 }, totalMs: 600_000 },
  work: { debatesPerWorker: 200, debatesPerTenantMax: 1000 },
  database: { poolMax: 20 },
  live: { viewersMax: 2000, viewersPerKeyMax: null },
  classes: { api: unlimited, socket: unlimited },
});

interface TokenRun {
  readonly debates: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly tokensSent: number;
  readonly agesMs: readonly number[];
}

type Ask = (request: TokenLoadRequest) => Promise<TokenLoadReply>;

async function measureGrowth(plan: TokenPlan): Promise<readonly TokenRun[]> {
  const directory = createTemporaryDirectory('bench');
  const generator = forkLoad(new URL('../load/token-load.ts', import.meta.url), load);
  const ask: Ask = async (request) => {
    const reply = nextMessage(generator);
    generator.send(request);
    return (await reply) as TokenLoadReply;
  };
  let program: RunningProgram | undefined;
  try {
    pinProcess(generator, 1);
    const provider = (await nextMessage(generator)) as TokenLoadReply;
    if (provider.type !== 'provider') throw new Error(`unexpected message ${provider.type}`);
    program = await startProgram(
      {
        ...contractEnvironment(contract),
        ROSTRUM_DATA_DIR: directory.path,
        ROSTRUM_MODEL: 'compatible:bench',
        OPENAI_COMPATIBLE_URL: `${provider.url}/v1`,
      },
      undefined,
      nodeOptions,
    );
    pinProcess(program.child, 0);
    const runs: TokenRun[] = [];
    for (const debates of plan.sizes) runs.push(await measure(program, ask, debates, plan));
    return runs;
  } finally {
    await program?.stop('SIGKILL');
    generator.kill();
    directory.remove();
  }
}

async function measure(
  { url }: RunningProgram,
  ask: Ask,
  debates: number,
  { warmUpSeconds, seconds }: TokenPlan,
): Promise<TokenRun> {
  await ask({ type: 'grow', url, debates });
  await pause(warmUpSeconds * 1000);
  const before = await readCpuSeconds(url);
  await ask({ type: 'begin' });
  await pause(seconds * 1000);
  const measured = await ask({ type: 'end' });
  const cpuSeconds = (await readCpuSeconds(url)) - before;
  if (measured.type !== 'measured') throw new Error(`unexpected message ${measured.type}`);
  return { ...measured, debates, cpuSeconds };
}

async function readCpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = /^(?:rostrum_)?process_cpu_seconds_total(?:\{.*\})? (\S+)$/m.exec(text)?.[1];
  if (value === undefined) throw new Error('/metrics has no process_cpu_seconds_total');
  return Number(value);
}

/** Of the tokens that have arrived: a program that cannot keep up would seem cheap otherwise. */
const cpuMicrosPerToken = ({ cpuSeconds, agesMs }: TokenRun) => (cpuSeconds * 1e6) / agesMs.length;

function toFigures(run: TokenRun): BenchResult['figures'] {
  const { debates, cpuSeconds, seconds, tokensSent, agesMs } = run;
  const expected = debates * seatsPerDebate * load.tokensPerSecond * seconds;
  return {
    [`${debates} debates: CPU µs a token`]: cpuMicrosPerToken(run).toFixed(1),
    [`${debates} debates: cores of the program`]: (cpuSeconds / seconds).toFixed(2),
    [`${debates} debates: tokens received of those due`]: `${((100 * agesMs.length) / expected).toFixed(1)} %`,
    [`${debates} debates: p50 / p99 from due to viewer`]: `${percentile(agesMs, 0.5)} / ${percentile(agesMs, 0.99)} ms`,
    [`${debates} debates: tokens sent a second`]: Math.round(tokensSent / seconds),
  };
}

function toGoals(run: TokenRun): readonly Goal[] {
  if (!canPin) return [];
  if (run.debates === 75)
    return [
      {
        name: 'CPU a token at 225 streams',
        value: cpuMicrosPerToken(run),
        unit: 'µs',
        relation: '≤',
        limit: 46,
      },
    ];
  if (run.debates === 140)
    return [
      {
        name: 'p99 of 140 debates',
        value: percentile(run.agesMs, 0.99),
        unit: 'ms',
        relation: '≤',
        limit: 100,
      },
    ];
  return [];
}
