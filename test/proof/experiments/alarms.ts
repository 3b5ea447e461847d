import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment, Observation } from '../experiment.ts';
import { listFailures, sendRequest } from '../http-request.ts';
import { deployedAlarm, isInAlarm, parseEmfPoints } from '../platform/cloudwatch-alarms.ts';
import { rollOut } from '../platform/rollout.ts';
import type { TestBed } from '../test-bed.ts';

const requests = 10;

/** The new version is healthy, but its database user may not create debates, so those requests get 500. */
async function deployBadVersion(testBed: TestBed): Promise<Observation> {
  const oldVersion = await testBed.start();
  const newVersion = await testBed.start({ DATABASE_URL: await createReader(testBed) });
  const body = JSON.stringify({ question: 'Should the depot be moved?' });
  const request = ({ url }: { readonly url: string }) =>
    sendRequest(`${url}/api/v1/debates`, { method: 'POST', headers: testBed.headers, body });
  const outcome = await rollOut({ contract: testBed.contract, oldVersion, newVersion, request });
  const remaining = outcome === 'deployed' ? newVersion : oldVersion;
  const answers = await Promise.all(Array.from({ length: requests }, () => request(remaining)));
  return { total: requests, failures: listFailures(answers, 202) };
}

/** The database URL of a user without the right to insert debates. */
async function createReader({ databaseUrl, query }: TestBed): Promise<string> {
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

/** Connects as many viewers as a process allows, which must trigger the connection alarm. */
async function fillConnections(testBed: TestBed): Promise<Observation> {
  const { live, deployment } = testBed.contract;
  const { periodMs, periods, liveConnectionsPercentMax } = deployment.alarms;
  const program = await testBed.start({ ROSTRUM_EMF: 'true' });
  const debate = await testBed.createDebate(program.url);
  const controller = new AbortController();
  testBed.onCleanup(() => controller.abort());
  const viewers = Array.from({ length: live.viewersMax }, () =>
    fetch(`${program.url}/api/v1/debates/${debate}/events`, {
      headers: { ...testBed.headers, accept: 'text/event-stream' },
      signal: controller.signal,
    }),
  );
  // References keep the streams open.
  const streams = await Promise.all(viewers);
  testBed.onCleanup(() => void streams.splice(0));
  const { metric, statistic } = deployedAlarm('connections');
  const alarm = {
    statistic,
    periodMs,
    periods,
    threshold: (live.viewersMax * liveConnectionsPercentMax) / 100,
  };
  for (const end = performance.now() + periodsMax * periodMs; performance.now() < end; ) {
    await pause(periodMs / 10);
    if (isInAlarm(parseEmfPoints(program.output(), metric), alarm, Date.now()))
      return { total: 1, failures: [] };
  }
  return { total: 1, failures: ['the alarm does not trigger'] };
}

/** Periods within which an alarm of three must trigger. */
const periodsMax = 9;

export const alarmExperiments: readonly Experiment[] = [
  {
    id: 'alarm-before-rollout-ends',
    predictedFailure: 'a bad version stays, because the alarm triggers after the old one is gone',
    platform: 'imitation',
    profile: 'production',
    failurePattern: /^500$/,
    commonOverrides: {
      measures: { emfIntervalMs: 400 },
      deployment: { alarms: { periodMs: 800 }, rollout: { canaryMs: 4000, bakeMs: 4000 } },
    },
    mutate: () => ({ deployment: { alarms: { periods: 14 } } }),
    run: deployBadVersion,
  },
  {
    id: 'metrics-within-period',
    predictedFailure: 'an alarm cannot trigger, because periods have no data',
    platform: 'imitation',
    profile: 'production',
    failurePattern: /^the alarm does not trigger$/,
    commonOverrides: {
      live: { viewersMax: 5 },
      measures: { emfIntervalMs: 300 },
      deployment: { alarms: { periodMs: 1000 }, scaling: { liveConnectionsPerTask: 3 } },
    },
    mutate: ({ deployment }) => ({ measures: { emfIntervalMs: deployment.alarms.periodMs * 4 } }),
    run: fillConnections,
  },
];
