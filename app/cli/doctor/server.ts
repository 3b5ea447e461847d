import { pluralize } from '../../debate/views/labels.ts';
import type { HealthResponse } from '../../debate/views/responses.ts';
import { type CheckResult, defineCheck } from './check.ts';

/** Checks that the server is Rostrum, its version, its state and its clock. */
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
        message: `${server.baseUrl}/health answered ${response.status}; this is not a Rostrum server`,
        fix: 'Set the address of a Rostrum server with --server or ROSTRUM_URL.',
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
        message: `${message}; degraded: no live text`,
        fix: 'Check that Redis runs and that the server can reach it at REDIS_URL; /ready has the details.',
      },
    ];
  if (status !== 'ok')
    return [
      {
        status: 'warning',
        name: 'server',
        message: `${message}; not ready: starting or stopping`,
        fix: 'Wait a moment; if the state stays, /ready on the server names the failed check.',
      },
    ];
  if (version === cliVersion) return [{ status: 'pass', name: 'server', message }];
  return [
    {
      status: 'warning',
      name: 'server',
      message: `${message}; this program is ${cliVersion}`,
      fix: 'Install the version of the server.',
    },
  ];
}

/** Keys and deadlines use the clock of the server; the elapsed time on the screen uses this one. */
const skewSecondsMax = 30;

function checkClock(date: string | null, midwayMs: number): CheckResult[] {
  const serverMs = Date.parse(date ?? '');
  if (Number.isNaN(serverMs)) return [];
  const seconds = Math.round((midwayMs - serverMs) / 1000);
  if (Math.abs(seconds) <= skewSecondsMax)
    return [{ status: 'pass', name: 'clock', message: 'in sync with the server' }];
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return [
    {
      status: 'warning',
      name: 'clock',
      message: `this machine is ${pluralize(Math.abs(seconds), 'second')} ${direction} the server`,
      fix: 'Correct the wrong clock (NTP); times in records come from the server.',
    },
  ];
}
