/** At 1 x a run takes at least this much, or the noise of the clock would decide. */
const cpuMsMin = 20;
const times = 8;
const runs = 5;

/** How much more CPU a run on eight times the input takes: the median of five. */
export function cpuGrowth(run: (size: number) => void): number {
  let size = 1000;
  while (median(() => cpuMs(run, size)) < cpuMsMin) size *= 2;
  return median(() => cpuMs(run, times * size) / cpuMs(run, size));
}

function median(measure: () => number): number {
  const sorted = Array.from({ length: runs }, measure).sort((a, b) => a - b);
  return sorted[Math.floor(runs / 2)] ?? Number.NaN;
}

function cpuMs(run: (size: number) => void, size: number): number {
  const before = process.cpuUsage();
  run(size);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
