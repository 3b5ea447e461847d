import type { HealthResource } from '../debate/resources.ts';
import { plural } from '../debate/words.ts';
import { examining, type Finding } from './finding.ts';

/** Whether a Rostrum answers there, which, and whether its clock is ours. */
export const checkServer = examining('server', async ({ server, signal, now, version }) => {
  const before = now();
  const response = await fetch(`${server.baseUrl}/health`, { signal, redirect: 'manual' });
  const midwayMs = (before + now()) / 2;
  const health = healthIn(await response.text());
  if (!health)
    return [
      {
        verdict: 'broken',
        about: 'server',
        says: `${server.baseUrl}/health answers ${response.status}, and not as Rostrum does`,
        cure: 'Name the address of a Rostrum server with --server or ROSTRUM_URL.',
      },
    ];
  const date = response.headers.get('date');
  return [...whatRuns(server.baseUrl, health, version), ...clock(date, midwayMs)];
});

function healthIn(text: string): HealthResource | null {
  try {
    const value: unknown = JSON.parse(text);
    return isHealth(value) ? value : null;
  } catch {
    return null;
  }
}

const isHealth = (value: unknown): value is HealthResource =>
  typeof value === 'object' &&
  value !== null &&
  'status' in value &&
  ['version', 'profile', 'contract'].every(
    (name) => typeof Object.getOwnPropertyDescriptor(value, name)?.value === 'string',
  );

function whatRuns(
  url: string,
  { status, version, profile, contract }: HealthResource,
  ours: string,
): Finding[] {
  const says = `${url} is Rostrum ${version}, profile ${profile}, contract ${contract.slice(0, 12)}`;
  if (status === 'degraded')
    return [
      {
        verdict: 'warning',
        about: 'server',
        says: `${says}; it is degraded: text does not arrive live`,
        cure: 'See that Redis runs, and that the server can reach it at REDIS_URL. /ready says more.',
      },
    ];
  if (status !== 'ok')
    return [
      {
        verdict: 'warning',
        about: 'server',
        says: `${says}; it is not ready: it starts, or it is about to end`,
        cure: 'Wait a moment. If it stays so, /ready on the server says which check fails.',
      },
    ];
  if (version === ours) return [{ verdict: 'good', about: 'server', says }];
  return [
    {
      verdict: 'warning',
      about: 'server',
      says: `${says}; this program is ${ours}`,
      cure: 'Use the program of the server’s version.',
    },
  ];
}

/** Keys and deadlines end by the server’s clock; the elapsed time on the screen goes by this one. */
const skewSecondsMax = 30;

function clock(date: string | null, midwayMs: number): Finding[] {
  const theirsMs = Date.parse(date ?? '');
  if (Number.isNaN(theirsMs)) return [];
  const seconds = Math.round((midwayMs - theirsMs) / 1000);
  if (Math.abs(seconds) <= skewSecondsMax)
    return [{ verdict: 'good', about: 'clock', says: 'the same as the server’s' }];
  const how = seconds > 0 ? 'ahead of' : 'behind';
  return [
    {
      verdict: 'warning',
      about: 'clock',
      says: `this machine is ${plural(Math.abs(seconds), 'second')} ${how} the server`,
      cure: 'Set the clock that is wrong (NTP); times in records are the server’s.',
    },
  ];
}
