import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { until } from '../../support/until.ts';
import { formatRequest, type HttpLoadReply, type HttpLoadRequest } from '../load/http-load.ts';
import { forkLoad, nextMessage } from '../load/pinned-process.ts';
import { readTreeCpuSeconds } from '../load/process-cpu.ts';
import { benchKey, type SeparateRoles, withSeparateRoles } from '../load/separate-roles.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const scale: BenchRow = {
  description: 'requests in a CPU second of the server, with one web process and with two',
  run: async (length) => {
    const seconds = length === 'short' ? 0.5 : 4;
    const figures: Record<string, string | number> = {};
    const rates: number[] = [];
    for (const WORKERS of ['1', '2']) {
      const options = { contract, workers: 0, webVariables: { WORKERS } };
      const result = await withSeparateRoles(options, async (roles) => {
        // With one process there is no supervisor, and no line of it.
        const isReady = () =>
          WORKERS === '1' || roles.web.output().split('process ready').length > Number(WORKERS);
        await until(isReady, 'all processes', { last: roles.web.output });
        const { perCpuSecond, perSecond } = await measureRate(roles, seconds);
        rates.push(perCpuSecond);
        return {
          figures: {
            [`${WORKERS}: requests a CPU second`]: Math.round(perCpuSecond),
            [`${WORKERS}: requests a second`]: Math.round(perSecond),
          },
          goals: [],
        };
      });
      Object.assign(figures, result.figures);
    }
    return { figures, goals: goalsOf(rates) };
  },
};

const unlimited = { rate: { addressRequestsMax: 1e8, keyRequestsMax: 1e8 } };
const contract = applyOverrides(profile('development'), { classes: { api: unlimited } });

const connections = 64;

async function measureRate({ web }: SeparateRoles, seconds: number) {
  const generator = forkLoad(new URL('../load/http-load.ts', import.meta.url), {});
  try {
    const load = async (forSeconds: number): Promise<HttpLoadReply> => {
      const text = formatRequest('GET', '/api/v1/agents', benchKey);
      const request: HttpLoadRequest = {
        port: Number(new URL(web.url).port),
        text,
        connections,
        seconds: forSeconds,
      };
      const reply = nextMessage(generator);
      generator.send(request);
      return (await reply) as HttpLoadReply;
    };
    await load(seconds / 2);
    const before = readTreeCpuSeconds(web.child.pid ?? 0);
    const { requests, seconds: passed } = await load(seconds);
    const cpuSeconds = readTreeCpuSeconds(web.child.pid ?? 0) - before;
    return { perCpuSecond: requests / cpuSeconds, perSecond: requests / passed };
  } finally {
    generator.kill();
  }
}

const goalsOf = ([one = Number.NaN, two]: readonly number[]): BenchResult['goals'] =>
  two === undefined
    ? []
    : [{ name: 'requests a CPU second, two to one', value: two / one, unit: '×', relation: '≥', limit: 0.9 }];
