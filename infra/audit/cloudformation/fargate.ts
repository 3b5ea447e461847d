const GiB = 1024;
const vCPU = 1024;

/** `1 vCPU`, `.5 vcpu`: CPU units, or null where it is none. */
export const unitsOf = (text: string): number | null => times(/^\s*(\d*\.?\d+)\s*vcpus?\s*$/i, text, vCPU);

/** `2 GB`, `0.5GB`: MiB, or null where it is none. */
export const mebibytesOf = (text: string): number | null => times(/^\s*(\d*\.?\d+)\s*gb\s*$/i, text, GiB);

function times(shape: RegExp, text: string, unit: number): number | null {
  const [, count] = shape.exec(text.slice(0, 50)) ?? [];
  return count === undefined ? null : Number(count) * unit;
}

type Steps = readonly [least: number, most: number, step: number];

/** The memory, in MiB, that Fargate sells with so many CPU units, from its guide. */
const sold: ReadonlyMap<number, Steps> = new Map([
  [512, [GiB, 4 * GiB, GiB]],
  [1024, [2 * GiB, 8 * GiB, GiB]],
  [2048, [4 * GiB, 16 * GiB, GiB]],
  [4096, [8 * GiB, 30 * GiB, GiB]],
  [8192, [16 * GiB, 60 * GiB, 4 * GiB]],
  [16_384, [32 * GiB, 120 * GiB, 8 * GiB]],
]);
const smallest = { cpu: 256, memory: [512, 1024, 2048] } as const;
export const cpus: readonly number[] = [smallest.cpu, ...sold.keys()];

export function memoriesFor(cpu: number): readonly number[] {
  if (cpu === smallest.cpu) return smallest.memory;
  const steps = sold.get(cpu);
  if (steps === undefined) return [];
  const [least, most, step] = steps;
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}

/** Whether Fargate has such machines, as far as anybody knows: there may be larger ones by now. */
export const isSold = (cpu: number, memory: number): boolean =>
  cpu > Math.max(...cpus) || memoriesFor(cpu).includes(memory);

const namesMax = 4;

/** The sizes that come next to what was asked for, the nearest first. */
export function instead(cpu: number, memory: number): string {
  const near = nearest(memoriesFor(cpu), memory);
  const fitting = nearest(
    cpus.filter((units) => memoriesFor(units).includes(memory)),
    cpu,
  );
  const ways = [
    ...(near.length > 0 ? [`a Memory of ${listed(near)} MiB for ${cpu} CPU units`] : []),
    ...(fitting.length > 0 ? [`a Cpu of ${listed(fitting)} for ${memory} MiB`] : []),
    // Neither number is one of those that there are.
    ...(near.length + fitting.length === 0 ? [`a Cpu of ${listed(nearest(cpus, cpu))}`] : []),
  ];
  return `Choose ${ways.join(', or ')}.`;
}

const nearest = (all: readonly number[], to: number): number[] =>
  [...all].sort((a, b) => Math.abs(a - to) - Math.abs(b - to));

/** All of a few; of many the nearest, and from where to where they go. */
function listed(numbers: readonly number[]): string {
  const some = numbers.slice(0, namesMax);
  if (numbers.length <= namesMax) return some.join(', ').replace(/, (?=\d+$)/, ' or ');
  return `${some.join(', ')} … (${Math.min(...numbers)} to ${Math.max(...numbers)})`;
}
