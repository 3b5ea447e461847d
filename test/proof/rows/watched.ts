import { setTimeout as pause } from 'node:timers/promises';
import { ask, failuresOf } from '../asking.ts';
import { rollOut } from '../platform/rollout.ts';
import { deployedAlarm, rings, told } from '../platform/watch.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

const requests = 10;

/** A new version that was given a user who may not put questions: it is healthy, and they are answered 500. */
async function badVersion(stage: Stage): Promise<Seen> {
  const before = await stage.start();
  const after = await stage.start({ DATABASE_URL: await asReader(stage) });
  const body = JSON.stringify({ question: 'Should the depot be moved?' });
  const request = ({ url }: { readonly url: string }) =>
    ask(`${url}/api/v1/debates`, { method: 'POST', headers: stage.headers, body });
  const how = await rollOut({ contract: stage.contract, before, after, request });
  const left = how === 'deployed' ? after : before;
  const answers = await Promise.all(Array.from({ length: requests }, () => request(left)));
  return { of: requests, failures: failuresOf(answers, 202) };
}

/** The address of the database for a user of its own, who may do all but add a debate. */
async function asReader({ databaseUrl, query }: Stage): Promise<string> {
  const url = new URL(databaseUrl);
  const reader = `reader_${url.pathname.slice(1)}`;
  await query(`
    create role ${reader} login;
    grant all on schema public to ${reader};
    grant all on all tables in schema public to ${reader};
    grant all on all sequences in schema public to ${reader};
    revoke insert on debates from ${reader}`);
  url.username = reader;
  return url.href;
}

/** As many viewers as a process takes: the alarm of connections has to ring. */
async function fullHouse(stage: Stage): Promise<Seen> {
  const { live, deployment } = stage.contract;
  const { periodMs, periods, liveConnectionsPercentMax } = deployment.alarms;
  const program = await stage.start({ ROSTRUM_EMF: 'true' });
  const debate = await stage.debate(program.url);
  const over = new AbortController();
  stage.after(() => over.abort());
  const viewers = Array.from({ length: live.viewersMax }, () =>
    fetch(`${program.url}/api/v1/debates/${debate}/events`, {
      headers: { ...stage.headers, accept: 'text/event-stream' },
      signal: over.signal,
    }),
  );
  // Kept until the end: a stream that nobody refers to any more is closed.
  const streams = await Promise.all(viewers);
  stage.after(() => void streams.splice(0));
  const { metric, statistic } = deployedAlarm('connections');
  const alarm = { statistic, periodMs, periods, above: (live.viewersMax * liveConnectionsPercentMax) / 100 };
  for (const end = performance.now() + patiencePeriods * periodMs; performance.now() < end; ) {
    await pause(periodMs / 10);
    if (rings(told(program.output(), metric), alarm, Date.now())) return { of: 1, failures: [] };
  }
  return { of: 1, failures: ['the alarm does not ring'] };
}

/** Periods in which an alarm of three has to have rung. */
const patiencePeriods = 9;

export const watchedRows: readonly Row[] = [
  {
    id: 'alarm-rings-in-time',
    predicts: 'a bad version that stays, because the alarm rings when the old one is gone',
    shownBy: 'imitation',
    profile: 'production',
    expected: /^500$/,
    both: {
      measures: { metricsLineMs: 400 },
      deployment: { alarms: { periodMs: 800 }, rollout: { canaryMs: 4000, bakeMs: 4000 } },
    },
    breaks: () => ({ deployment: { alarms: { periods: 14 } } }),
    run: badVersion,
  },
  {
    id: 'metrics-within-period',
    predicts: 'an alarm that cannot ring, because periods are without a number',
    shownBy: 'imitation',
    profile: 'production',
    expected: /^the alarm does not ring$/,
    both: {
      live: { viewersMax: 5 },
      measures: { metricsLineMs: 300 },
      deployment: { alarms: { periodMs: 1000 }, scaling: { liveConnectionsPerTask: 3 } },
    },
    breaks: ({ deployment }) => ({ measures: { metricsLineMs: deployment.alarms.periodMs * 4 } }),
    run: fullHouse,
  },
];
