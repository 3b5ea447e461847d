import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment } from '../../experiment.ts';
import type { TestBed } from '../../test-bed.ts';

const debates = 6;
const pauses = 4;
const pollMs = 20;
/** Lease times to wait until workers have claimed everything. */
const claimLeases = 4;

interface LeaseRow {
  readonly id: string;
  /** The process that holds the lease, or held it last. */
  readonly holder: string | null;
  /** The number of claims. */
  readonly epoch: number;
  /** The time until the lease expires. */
  readonly leftMs: number | null;
}

const readLeases = async ({ query }: TestBed): Promise<readonly LeaseRow[]> =>
  (
    await query(`
      select id, split_part(lease_owner, ' ', 1) as holder, epoch,
        (extract(epoch from lease_until - clock_timestamp()) * 1000)::integer as "leftMs"
      from debates`)
  ).filter(isLease);

const isLease = (row: unknown): row is LeaseRow =>
  typeof row === 'object' && row !== null && 'holder' in row && 'epoch' in row && 'leftMs' in row;

const readUnclaimed = async (testBed: TestBed) =>
  (await readLeases(testBed)).filter(({ epoch }) => epoch === 0);

/** Two workers with long debates. */
async function startTwoWorkers(testBed: TestBed) {
  const all = { ROSTRUM_ROLE: 'all' };
  const programs = await Promise.all([testBed.start(all), testBed.start(all)]);
  for (let count = 0; count < debates; count += 1) await testBed.createDebate(programs[0]?.url ?? '');
  for (
    const end = performance.now() + claimLeases * testBed.contract.work.leaseMs;
    performance.now() < end;
  ) {
    if ((await readUnclaimed(testBed)).length === 0) break;
    await pause(pollMs);
  }
  return { programs, nameOf: (index: number) => `p${index + 1}` };
}

/** No process dies: each is suspended for less than the remaining lease, when that is shortest. */
async function pauseEach(testBed: TestBed) {
  const { leaseMs } = testBed.contract.work;
  const { programs, nameOf } = await startTwoWorkers(testBed);
  const unclaimed = await readUnclaimed(testBed);
  if (unclaimed.length > 0) return { total: debates, failures: unclaimed.map(() => 'never claimed') };
  const stallMs = leaseMs * 0.4;
  for (let done = 0; done < pauses; done += 1) {
    const index = done % programs.length;
    const child = programs[index]?.child;
    await waitUntilLow(testBed, nameOf(index), stallMs * 0.8);
    child?.kill('SIGSTOP');
    await pause(stallMs).finally(() => child?.kill('SIGCONT'));
    await pause(leaseMs / 3);
  }
  const takenOver = (await readLeases(testBed)).filter(({ epoch }) => epoch > 1);
  return { total: debates, failures: takenOver.map(() => 'taken over from a live worker') };
}

/** Resolves when the leases of a process are about to expire, or after one lease time without that. */
async function waitUntilLow(testBed: TestBed, holder: string, lowMs: number): Promise<void> {
  for (const end = performance.now() + testBed.contract.work.leaseMs; performance.now() < end; ) {
    const ownLeases = (await readLeases(testBed)).filter((lease) => lease.holder === holder);
    if (ownLeases.some(({ leftMs }) => leftMs !== null && leftMs < lowMs)) return;
    await pause(pollMs);
  }
}

/** One of two workers is killed: the other must claim its debates within the objective. */
async function killOne(testBed: TestBed) {
  const { programs, nameOf } = await startTwoWorkers(testBed);
  const all = await readLeases(testBed);
  const index = all.some(({ holder }) => holder === nameOf(0)) ? 0 : 1;
  const lost = all.filter(({ holder }) => holder === nameOf(index));
  const deadline = pause(testBed.contract.work.failoverMsMax);
  await programs[index]?.stop('SIGKILL');
  await deadline;
  const now = await readLeases(testBed);
  const notClaimed = lost.filter(({ id, epoch }) =>
    now.some((lease) => lease.id === id && lease.epoch === epoch),
  );
  return { total: lost.length, failures: notClaimed.map(() => 'not taken over in time') };
}

/** Turns longer than the run. */
const model = 'rehearsal?tps=2&ttftMs=300&words=400';

export const leaseExperiments: readonly Experiment[] = [
  {
    id: 'lease-covers-renewals',
    // A worker that cannot tell dead workers from live ones claims nothing (app/worker/claim-gate.ts).
    predictedFailure: 'debates are not claimed, or are taken from live workers',
    failurePattern: /^(never claimed|taken over)/,
    factor: 4,
    model,
    mutate: ({ work }) => ({ work: { renewIntervalMs: work.leaseMs * 0.95 } }),
    run: pauseEach,
  },
  {
    id: 'failover-within-objective',
    predictedFailure: 'debates stop after a crash',
    failurePattern: /^not taken over/,
    factor: 4,
    model,
    mutate: ({ work }) => ({ work: { leaseMs: work.failoverMsMax * 4 } }),
    run: killOne,
  },
];
