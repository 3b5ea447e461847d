import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const ticksPerSecond = 100;

/** The fields of /proc/PID/stat from the third on: the name of the program, in brackets, may hold spaces. */
function readStat(pid: number | string | undefined): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const sumSeconds = (ticks: readonly (string | undefined)[]): number =>
  ticks.reduce((sum, text) => sum + Number(text), 0) / ticksPerSecond;

/** The CPU time of a process so far, of all its threads, in user and system mode: the 14th field and the next. */
export const readCpuSeconds = ({ pid }: Pick<ChildProcess, 'pid'>): number =>
  sumSeconds(readStat(pid).slice(11, 13));

/** The CPU time of the processes that this one has started and that have ended: the 16th field and the next. */
export const readEndedChildrenCpuSeconds = (): number => sumSeconds(readStat('self').slice(13, 15));

export const readParent = (pid: number): number => Number(readStat(pid)[1]);

/** The CPU time of a process and of all that it has started, those that have ended included. */
export function readTreeCpuSeconds(pid: number): number {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const children = pids.filter((child) => parentOrNull(child) === pid);
  return children.reduce(
    (sum, child) => sum + readTreeCpuSeconds(child),
    sumSeconds(readStat(pid).slice(11, 15)),
  );
}

/** Null for a process that has ended meanwhile. */
function parentOrNull(pid: number): number | null {
  try {
    return readParent(pid);
  } catch {
    return null;
  }
}

/** The resident memory of a process. */
export function readMemoryMB({ pid }: Pick<ChildProcess, 'pid'>): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1024) / 1e6;
}
