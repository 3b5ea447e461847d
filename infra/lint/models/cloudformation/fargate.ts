const GiB = 1024;
const vCPU = 1024;

/** `1 vCPU`, `.5 vcpu` in CPU units; null when it is not a CPU size. */
export const parseCpuUnits = (text: string): number | null =>
  parseSize(/^\s*(\d*\.?\d+)\s*vcpus?\s*$/i, text, vCPU);

/** `2 GB`, `0.5GB` in MiB; null when it is not a memory size. */
export const parseMemoryMiB = (text: string): number | null =>
  parseSize(/^\s*(\d*\.?\d+)\s*gb\s*$/i, text, GiB);

function parseSize(pattern: RegExp, text: string, unit: number): number | null {
  const [, count] = pattern.exec(text.slice(0, 50)) ?? [];
  return count === undefined ? null : Number(count) * unit;
}

type Steps = readonly [min: number, max: number, step: number];

/** Fargate's memory sizes in MiB by CPU units, from its guide. */
const memorySteps: ReadonlyMap<number, Steps> = new Map([
  [512, [GiB, 4 * GiB, GiB]],
  [1024, [2 * GiB, 8 * GiB, GiB]],
  [2048, [4 * GiB, 16 * GiB, GiB]],
  [4096, [8 * GiB, 30 * GiB, GiB]],
  [8192, [16 * GiB, 60 * GiB, 4 * GiB]],
  [16_384, [32 * GiB, 120 * GiB, 8 * GiB]],
]);
const smallest = { cpu: 256, memory: [512, 1024, 2048] } as const;
const cpus: readonly number[] = [smallest.cpu, ...memorySteps.keys()];

export function fargateMemorySizes(cpu: number): readonly number[] {
  if (cpu === smallest.cpu) return smallest.memory;
  const steps = memorySteps.get(cpu);
  if (steps === undefined) return [];
  const [min, max, step] = steps;
  return Array.from({ length: (max - min) / step + 1 }, (_, index) => min + index * step);
}

/** Whether it is a Fargate task size; larger sizes than the known ones are accepted. */
export const isValidFargateSize = (cpu: number, memory: number): boolean =>
  cpu > Math.max(...cpus) || fargateMemorySizes(cpu).includes(memory);

const numbersMax = 4;

/** Suggests the nearest task sizes, the nearest first. */
export function suggestFargateSize(cpu: number, memory: number): string {
  const near = nearest(fargateMemorySizes(cpu), memory);
  const fitting = nearest(
    cpus.filter((units) => fargateMemorySizes(units).includes(memory)),
    cpu,
  );
  const options = [
    ...(near.length > 0 ? [`a Memory of ${formatNumbers(near)} MiB for ${cpu} CPU units`] : []),
    ...(fitting.length > 0 ? [`a Cpu of ${formatNumbers(fitting)} for ${memory} MiB`] : []),
    // Neither value is valid.
    ...(near.length + fitting.length === 0 ? [`a Cpu of ${formatNumbers(nearest(cpus, cpu))}`] : []),
  ];
  return `Choose ${options.join(', or ')}.`;
}

const nearest = (all: readonly number[], to: number): number[] =>
  [...all].sort((a, b) => Math.abs(a - to) - Math.abs(b - to));

/** A few numbers in full; of many, the first ones and the range. */
function formatNumbers(numbers: readonly number[]): string {
  const some = numbers.slice(0, numbersMax);
  if (numbers.length <= numbersMax) return some.join(', ').replace(/, (?=\d+$)/, ' or ');
  return `${some.join(', ')} … (${Math.min(...numbers)} to ${Math.max(...numbers)})`;
}
