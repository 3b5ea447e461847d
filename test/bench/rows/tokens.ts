import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { contractEnvironment } from '../../support/processes/contract-environment.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { canPin, forkLoad, nextMessage, pinProcess } from '../load/pinned-process.ts';
import {
  seatsPerDebate,
  type TokenLoadOptions,
  type TokenLoadReply,
  type TokenLoadRequest,
} from '../load/token-load.ts';
import type { BenchResult, BenchRow, Goal } from '../row.ts';

export const tokens: BenchRow = {
  description: "from a provider's chunk to five viewers, in one process with the embedded database",
  run: async (isShort) => {
    const runs = await runAll(isShort ? shortRuns : fullRuns, isShort ? 1 : 5);
    return { figures: Object.assign({}, ...runs.map(toFigures)), goals: runs.flatMap(toGoals) };
  },
};

const viewersPerDebate = 5;
const tokensPerSecond = 50;
const shortRuns = [2];
/** 75 debates are 225 streams. */
const fullRuns = [75, 100, 140];

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

async function runAll(sizes: readonly number[], seconds: number): Promise<readonly TokenRun[]> {
  const runs: TokenRun[] = [];
  for (const debates of sizes) runs.push(await measure(debates, seconds));
  return runs;
}

async function measure(debates: number, seconds: number): Promise<TokenRun> {
  const directory = createTemporaryDirectory('bench');
  const options: TokenLoadOptions = { debates, viewersPerDebate, tokensPerSecond };
  const load = forkLoad(new URL('../load/token-load.ts', import.meta.url), options);
  const ask = async (request: TokenLoadRequest) => {
    const reply = nextMessage(load);
    load.send(request);
    return (await reply) as TokenLoadReply;
  };
  try {
    pinProcess(load, 1);
    const provider = (await nextMessage(load)) as TokenLoadReply;
    if (provider.type !== 'provider') throw new Error(`unexpected message ${provider.type}`);
    const program = await startProgram({
      ...contractEnvironment(contract),
      ROSTRUM_DATA_DIR: directory.path,
      ROSTRUM_MODEL: 'compatible:bench',
      OPENAI_COMPATIBLE_URL: `${provider.url}/v1`,
    });
    pinProcess(program.child, 0);
    await ask({ type: 'start', url: program.url });
    // The database has stored the start of every turn, and the code is warm.
    await pause(seconds * 500);
    const before = await readCpuSeconds(program.url);
    await ask({ type: 'begin' });
    await pause(seconds * 1000);
    const measured = await ask({ type: 'end' });
    const cpuSeconds = (await readCpuSeconds(program.url)) - before;
    await program.stop('SIGKILL');
    if (measured.type !== 'measured') throw new Error(`unexpected message ${measured.type}`);
    return { ...measured, debates, cpuSeconds };
  } finally {
    load.kill();
    directory.remove();
  }
}

async function readCpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = /^(?:rostrum_)?process_cpu_seconds_total(?:\{.*\})? (\S+)$/m.exec(text)?.[1];
  if (value === undefined) throw new Error('/metrics has no process_cpu_seconds_total');
  return Number(value);
}

const cpuMicrosPerToken = ({ cpuSeconds, tokensSent }: TokenRun) => (cpuSeconds * 1e6) / tokensSent;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function toFigures(run: TokenRun): BenchResult['figures'] {
  const { debates, cpuSeconds, seconds, tokensSent, agesMs } = run;
  const expected = debates * seatsPerDebate * tokensPerSecond * seconds;
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
