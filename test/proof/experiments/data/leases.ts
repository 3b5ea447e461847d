import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment } from '../../experiment.ts';
import type { TestBed } from '../../test-bed.ts';

const debates = 6;
const pauses = 4;
const pollMs = 20;
/** Leases for which it is waited until workers have claimed what there is. */
const claimLeases = 4;

interface LeaseRow {
  readonly id: string;
  /** The name of the process that has it, or had it last. */
  readonly holder: string | null;
  /** How often it has been claimed. */
  readonly epoch: number;
  /** Until it runs out. */
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

/** Two processes that work on debates which last. */
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

/** Nobody dies: processes stand still for less than a lease leaves them, when it leaves them least. */
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
  return { total: debates, failures: takenOver.map(() => 'taken over from a worker that lives') };
}

/** Resolves when a process's leases are about to run out, or after a lease in which they never were. */
async function waitUntilLow(testBed: TestBed, holder: string, lowMs: number): Promise<void> {
  for (const end = performance.now() + testBed.contract.work.leaseMs; performance.now() < end; ) {
    const ownLeases = (await readLeases(testBed)).filter((lease) => lease.holder === holder);
    if (ownLeases.some(({ leftMs }) => leftMs !== null && leftMs < lowMs)) return;
    await pause(pollMs);
  }
}

/** One of two workers is killed: the other has claimed what it held in the time promised, or has not. */
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

/** Turns that outlast the run. */
const model = 'rehearsal?tps=2&ttftMs=300&words=400';

export const leaseExperiments: readonly Experiment[] = [
  {
    id: 'lease-covers-renewals',
    // A worker that cannot tell the dead from the living claims nothing (app/worker/claim-gate.ts).
    predictedFailure: 'debates that nobody claims, or that are taken over from workers that live',
    failurePattern: /^(never claimed|taken over)/,
    factor: 4,
    model,
    mutate: ({ work }) => ({ work: { renewIntervalMs: work.leaseMs * 0.95 } }),
    run: pauseEach,
  },
  {
    id: 'failover-within-objective',
    predictedFailure: 'debates that stand still after a crash',
    failurePattern: /^not taken over/,
    factor: 4,
    model,
    mutate: ({ work }) => ({ work: { leaseMs: work.failoverMsMax * 4 } }),
    run: killOne,
  },
];
