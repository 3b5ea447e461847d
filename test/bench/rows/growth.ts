import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { benchKey, type SeparateRoles, withSeparateRoles } from '../load/separate-roles.ts';
import { percentile } from '../load/statistics.ts';
import type { BenchResult, BenchRow } from '../row.ts';

export const growth: BenchRow = {
  description: 'create, list, search, resume and follow with 10 and 1,000 stored debates (--long: 100,000)',
  run: (length) => withSeparateRoles({ contract, workers: 0 }, (roles) => measureSizes(roles, plans[length])),
};

interface GrowthPlan {
  readonly sizes: readonly number[];
  /** Of each request, one after the other. */
  readonly requests: number;
}

const plans: Readonly<Record<'short' | 'full' | 'long', GrowthPlan>> = {
  short: { sizes: [2, 4], requests: 2 },
  full: { sizes: [10, 1000], requests: 60 },
  long: { sizes: [10, 1000, 100_000], requests: 60 },
};

const unlimited = { rate: { addressRequestsMax: 1e8, keyRequestsMax: 1e8 } };
const contract = applyOverrides(profile('development'), {
  classes: { api: unlimited, stream: unlimited },
});

/** Creations under way while the debates are stored. */
const creationsMax = 16;

async function measureSizes(roles: SeparateRoles, plan: GrowthPlan): Promise<BenchResult> {
  const timesMs = new Map<string, number[]>();
  let stored = 0;
  for (const size of plan.sizes) {
    await Promise.all(
      Array.from({ length: creationsMax }, async () => {
        while (stored < size) await create(roles, stored++);
      }),
    );
    const requests = requestsTo(roles);
    // Cold code would hide the growth.
    if (timesMs.size === 0)
      for (const request of Object.values(requests)) await typicalMs(request, plan.requests);
    const all = { ...requests, create: () => create(roles, stored++) };
    for (const [name, request] of Object.entries(all))
      timesMs.set(name, [...(timesMs.get(name) ?? []), await typicalMs(request, plan.requests)]);
  }
  const figures = [...timesMs].map(([name, ms]) => [
    `${name}: ms with ${plan.sizes.join(', ')} debates`,
    ms.map((each) => each.toFixed(1)).join(', '),
  ]);
  const goals = [...timesMs].map(([name, ms]) => ({
    name: `${name}: ratio of the last to the first`,
    value: (ms.at(-1) ?? Number.NaN) / (ms[0] ?? Number.NaN),
    unit: '×',
    relation: '≤' as const,
    limit: 2,
  }));
  return { figures: Object.fromEntries(figures), goals };
}

const create = ({ client }: SeparateRoles, index: number) =>
  client.create({ question: `Which of both is better, number${index}?` });

function requestsTo({ client, web }: SeparateRoles): Readonly<Record<string, () => Promise<unknown>>> {
  const first = client.list({ q: 'number1', limit: 1 }).then(({ debates }) => debates[0]?.id ?? '');
  return {
    list: () => client.list({ limit: 10 }),
    search: () => client.list({ q: 'number1', limit: 10 }),
    resume: async () => client.events(await first, { after: 1 }),
    follow: async () => readFirstBytes(`${web.url}/api/v1/debates/${await first}/events`),
  };
}

/** Opens the stream of a debate, and closes it after the first event. */
async function readFirstBytes(url: string): Promise<void> {
  const controller = new AbortController();
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${benchKey}` },
    signal: controller.signal,
  });
  await response.body?.getReader().read();
  controller.abort();
}

/** What one in five does not exceed: waiting for other work on the machine would hide the growth. */
async function typicalMs(request: () => Promise<unknown>, count: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    await request();
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.2);
}
