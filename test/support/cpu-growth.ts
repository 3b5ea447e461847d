/** The shortest CPU time that can be measured, in milliseconds. */
const measurableMs = 20;
const runsMax = 10;

/** Linear growth (8), with room for caches and the garbage collector. */
export const linearGrowthMax = 12;

/**
 * Measures how much more CPU time `run` takes for an input of eight times the size: about 8 for linear work, 64 for
 * quadratic. Other load on the machine only adds to a measurement, so the lowest of up to ten counts. `make` returns
 * an input of about `chars` characters.
 */
export function cpuGrowth<T>(make: (chars: number) => T, run: (input: T) => unknown, chars = 4000): number {
  const [small, large] = [make(chars), make(8 * chars)];
  run(small);
  const repeats = repeatsFor(cpuMs(run, small, 1));
  let lowest = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < runsMax && lowest > linearGrowthMax; runs++)
    lowest = Math.min(lowest, cpuMs(run, large, repeats) / cpuMs(run, small, repeats));
  return lowest;
}

/** The same for work that is done in slices. */
export async function asyncCpuGrowth<T>(
  make: (chars: number) => T,
  run: (input: T) => Promise<unknown>,
  chars: number,
): Promise<number> {
  const [small, large] = [make(chars), make(8 * chars)];
  await run(small);
  const repeats = repeatsFor(await asyncCpuMs(run, small, 1));
  let lowest = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < runsMax && lowest > linearGrowthMax; runs++) {
    const largeMs = await asyncCpuMs(run, large, repeats);
    lowest = Math.min(lowest, largeMs / (await asyncCpuMs(run, small, repeats)));
  }
  return lowest;
}

const repeatsFor = (ms: number): number => Math.max(1, Math.ceil(measurableMs / Math.max(0.05, ms)));

async function asyncCpuMs<T>(
  run: (input: T) => Promise<unknown>,
  input: T,
  repeats: number,
): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < repeats; done++) await run(input);
  return elapsedCpuMs(before);
}

function cpuMs<T>(run: (input: T) => unknown, input: T, repeats: number): number {
  const before = process.cpuUsage();
  for (let done = 0; done < repeats; done++) run(input);
  return elapsedCpuMs(before);
}

export function elapsedCpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
