import { pluralize } from '../../debate/views/labels.ts';
import type { HealthResponse } from '../../debate/views/responses.ts';
import { type CheckResult, defineCheck } from './check.ts';

/** Whether a Rostrum answers there, which, and whether its clock is ours. */
export const checkServer = defineCheck('server', async ({ server, signal, now, version }) => {
  const sentAtMs = now();
  const response = await fetch(`${server.baseUrl}/health`, { signal, redirect: 'manual' });
  const midwayMs = (sentAtMs + now()) / 2;
  const health = parseHealth(await response.text());
  if (!health)
    return [
      {
        status: 'fail',
        name: 'server',
        message: `${server.baseUrl}/health answers ${response.status}, and not as Rostrum does`,
        fix: 'Name the address of a Rostrum server with --server or ROSTRUM_URL.',
      },
    ];
  const date = response.headers.get('date');
  return [...checkVersion(server.baseUrl, health, version), ...checkClock(date, midwayMs)];
});

function parseHealth(text: string): HealthResponse | null {
  try {
    const value: unknown = JSON.parse(text);
    return isHealth(value) ? value : null;
  } catch {
    return null;
  }
}

const isHealth = (value: unknown): value is HealthResponse =>
  typeof value === 'object' &&
  value !== null &&
  'status' in value &&
  ['version', 'profile', 'contract'].every(
    (name) => typeof Object.getOwnPropertyDescriptor(value, name)?.value === 'string',
  );

function checkVersion(
  url: string,
  { status, version, profile, contract }: HealthResponse,
  cliVersion: string,
): CheckResult[] {
  const message = `${url} is Rostrum ${version}, profile ${profile}, contract ${contract.slice(0, 12)}`;
  if (status === 'degraded')
    return [
      {
        status: 'warning',
        name: 'server',
        message: `${message}; it is degraded: text does not arrive live`,
        fix: 'See that Redis runs, and that the server can reach it at REDIS_URL. /ready says more.',
      },
    ];
  if (status !== 'ok')
    return [
      {
        status: 'warning',
        name: 'server',
        message: `${message}; it is not ready: it starts, or it is about to end`,
        fix: 'Wait a moment. If it stays so, /ready on the server says which check fails.',
      },
    ];
  if (version === cliVersion) return [{ status: 'pass', name: 'server', message }];
  return [
    {
      status: 'warning',
      name: 'server',
      message: `${message}; this program is ${cliVersion}`,
      fix: 'Use the program of the server’s version.',
    },
  ];
}

/** Keys and deadlines end by the server’s clock; the elapsed time on the screen goes by this one. */
const skewSecondsMax = 30;

function checkClock(date: string | null, midwayMs: number): CheckResult[] {
  const serverMs = Date.parse(date ?? '');
  if (Number.isNaN(serverMs)) return [];
  const seconds = Math.round((midwayMs - serverMs) / 1000);
  if (Math.abs(seconds) <= skewSecondsMax)
    return [{ status: 'pass', name: 'clock', message: 'the same as the server’s' }];
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return [
    {
      status: 'warning',
      name: 'clock',
      message: `this machine is ${pluralize(Math.abs(seconds), 'second')} ${direction} the server`,
      fix: 'Set the clock that is wrong (NTP); times in records are the server’s.',
    },
  ];
}
