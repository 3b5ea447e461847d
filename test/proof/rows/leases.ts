import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const debates = 6;
const stalls = 4;
const lookEveryMs = 20;
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

const leases = async ({ query }: Stage): Promise<readonly LeaseRow[]> =>
  (
    await query(`
      select id, split_part(lease_owner, ' ', 1) as holder, epoch,
        (extract(epoch from lease_until - clock_timestamp()) * 1000)::integer as "leftMs"
      from debates`)
  ).filter(isLease);

const isLease = (row: unknown): row is LeaseRow =>
  typeof row === 'object' && row !== null && 'holder' in row && 'epoch' in row && 'leftMs' in row;

const unclaimed = async (stage: Stage) => (await leases(stage)).filter(({ epoch }) => epoch === 0);

/** Two processes that work on debates which last. */
async function twoAtWork(stage: Stage) {
  const all = { ROSTRUM_ROLE: 'all' };
  const programs = await Promise.all([stage.start(all), stage.start(all)]);
  for (let made = 0; made < debates; made += 1) await stage.debate(programs[0]?.url ?? '');
  for (const end = performance.now() + claimLeases * stage.contract.work.leaseMs; performance.now() < end; ) {
    if ((await unclaimed(stage)).length === 0) break;
    await pause(lookEveryMs);
  }
  return { programs, nameOf: (index: number) => `p${index + 1}` };
}

/** Nobody dies: processes stand still for less than a lease leaves them, when it leaves them least. */
async function stallEach(stage: Stage) {
  const { leaseMs } = stage.contract.work;
  const { programs, nameOf } = await twoAtWork(stage);
  const never = await unclaimed(stage);
  if (never.length > 0) return { of: debates, failures: never.map(() => 'never claimed') };
  const stallMs = leaseMs * 0.4;
  for (let done = 0; done < stalls; done += 1) {
    const index = done % programs.length;
    const child = programs[index]?.child;
    await untilLow(stage, nameOf(index), stallMs * 0.8);
    child?.kill('SIGSTOP');
    await pause(stallMs).finally(() => child?.kill('SIGCONT'));
    await pause(leaseMs / 3);
  }
  const moved = (await leases(stage)).filter(({ epoch }) => epoch > 1);
  return { of: debates, failures: moved.map(() => 'taken over from a worker that lives') };
}

/** Resolves when a process's leases are about to run out, or after a lease in which they never were. */
async function untilLow(stage: Stage, holder: string, lowMs: number): Promise<void> {
  for (const end = performance.now() + stage.contract.work.leaseMs; performance.now() < end; ) {
    const held = (await leases(stage)).filter((lease) => lease.holder === holder);
    if (held.some(({ leftMs }) => leftMs !== null && leftMs < lowMs)) return;
    await pause(lookEveryMs);
  }
}

/** One of two workers is killed: the other has claimed what it held in the time promised, or has not. */
async function killOne(stage: Stage) {
  const { programs, nameOf } = await twoAtWork(stage);
  const all = await leases(stage);
  const index = all.some(({ holder }) => holder === nameOf(0)) ? 0 : 1;
  const lost = all.filter(({ holder }) => holder === nameOf(index));
  const promised = pause(stage.contract.work.failoverMsMax);
  await programs[index]?.end('SIGKILL');
  await promised;
  const now = await leases(stage);
  const still = lost.filter(({ id, epoch }) => now.some((lease) => lease.id === id && lease.epoch === epoch));
  return { of: lost.length, failures: still.map(() => 'not taken over in time') };
}

/** Turns that outlast the run. */
const model = 'rehearsal?tps=2&ttftMs=300&words=400';

export const leaseRows: readonly Row[] = [
  {
    id: 'lease-covers-renewals',
    // A worker that cannot tell the dead from the living claims nothing (app/work/reach.ts).
    predicts: 'debates that nobody claims, or that are taken over from workers that live',
    expected: /^(never claimed|taken over)/,
    factor: 4,
    model,
    breaks: ({ work }) => ({ work: { renewMs: work.leaseMs * 0.95 } }),
    run: stallEach,
  },
  {
    id: 'failover-within-promise',
    predicts: 'debates that stand still after a crash',
    expected: /^not taken over/,
    factor: 4,
    model,
    breaks: ({ work }) => ({ work: { leaseMs: work.failoverMsMax * 4 } }),
    run: killOne,
  },
];
