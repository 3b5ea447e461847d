/** The shortest CPU time that can be measured, in milliseconds. */
const measurableMs = 20;
const runsMax = 5;

/** Linear growth (8), with room for caches and the garbage collector. */
export const linearGrowthMax = 12;

/**
 * Measures how much more CPU time `run` takes for an input of eight times the size: about 8 for linear work, 64 for
 * quadratic. Other load on the machine only adds to a measurement, so the lowest of up to five counts. `make` returns
 * an input of about `chars` characters.
 */
export function cpuGrowth<T>(make: (chars: number) => T, run: (input: T) => unknown, chars = 16_000): number {
  const [small, large] = [make(chars), make(8 * chars)];
  run(small);
  const repeats = Math.max(1, Math.ceil(measurableMs / Math.max(0.05, cpuMs(run, small, 1))));
  let lowest = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < runsMax && lowest > linearGrowthMax; runs++)
    lowest = Math.min(lowest, cpuMs(run, large, repeats) / cpuMs(run, small, repeats));
  return lowest;
}

function cpuMs<T>(run: (input: T) => unknown, input: T, repeats: number): number {
  const before = process.cpuUsage();
  for (let done = 0; done < repeats; done++) run(input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
