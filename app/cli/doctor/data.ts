import { type CheckResult, defineCheck } from './check.ts';

/**
 * What the server has found in its database at its start: a pooler that does not keep the limits of a session, or fewer
 * connections than its processes would take. A gateway does not pass /ready on.
 */
export const checkData = defineCheck('data', async ({ server, signal }) => {
  const response = await fetch(`${server.baseUrl}/ready`, { signal, redirect: 'manual' });
  const notices = parseNotices(await response.text());
  if (notices === null) return [hiddenResult];
  return notices.length > 0 ? notices.map(toWarning) : [fineResult];
});

/** null: this is not the answer of a process of Rostrum. */
function parseNotices(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('checks' in value)) return null;
    const notices = 'notices' in value ? value.notices : [];
    return Array.isArray(notices) ? notices.filter((notice) => typeof notice === 'string') : null;
  } catch {
    return null;
  }
}

const toWarning = (message: string): CheckResult => ({ status: 'warning', name: 'data', message });

const hiddenResult: CheckResult = {
  status: 'pass',
  name: 'data',
  message: 'not shown through a gateway; run this next to the server, with --server and its own port',
};

const fineResult: CheckResult = {
  status: 'pass',
  name: 'data',
  message: 'the database has connections for all processes and keeps the limits of their sessions',
};
