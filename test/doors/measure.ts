import { elapsedCpuMs } from '../support/cpu-growth.ts';

/** A place where a text from outside enters the program. */
export interface Door {
  /** `createDebate body question`, `models file`. */
  readonly name: string;
  /** The longest text that gets past the check of its size. */
  readonly charsMax: number;
  /** Gives a text to the program. Throws only if the program breaks. */
  readonly feed: (text: string) => unknown;
}

export interface Measurement {
  readonly chars: number;
  readonly cpuMs: number;
  /** CPU time of eight times the input as a multiple; null when the longest input costs too little to measure. */
  readonly growth: number | null;
  /** CPU time of a character of the longest input; measured where the growth is above `growthMax`. */
  readonly charNs: number | null;
}

const growthFactor = 8;
const runs = 5;
const charsMin = 2048;

/**
 * Doubles the input until it costs `costMs` of CPU or is as long as the door allows. One that costs that much is
 * compared with an eighth of it, which is run eight times. The median of five comparisons counts, or the first if it
 * is at most `firstMax`.
 */
export async function measureDoor(
  { feed, charsMax }: Door,
  make: (chars: number) => string,
  {
    costMs,
    firstMax,
    growthMax,
  }: { readonly costMs: number; readonly firstMax: number; readonly growthMax: number },
): Promise<Measurement> {
  const cpuMs = async (text: string, times = 1) => {
    const before = process.cpuUsage();
    for (let count = 0; count < times; count++) await feed(text);
    return elapsedCpuMs(before) / times;
  };
  // What costs so much only once was the compiler or the garbage collector.
  const repeatedCostMs = async (text: string) => {
    const first = await cpuMs(text);
    return first < costMs ? first : Math.min(first, await cpuMs(text));
  };
  let chars = Math.min(charsMin, charsMax);
  await cpuMs(make(chars));
  let cost = await repeatedCostMs(make(chars));
  while (cost < costMs && chars < charsMax) {
    chars = Math.min(2 * chars, charsMax);
    cost = await repeatedCostMs(make(chars));
  }
  if (cost < costMs) return { chars, cpuMs: cost, growth: null, charNs: null };
  const [small, large] = [make(chars / growthFactor), make(chars)];
  const growths: number[] = [];
  while (growths.length < runs) {
    growths.push((await cpuMs(large)) / (await cpuMs(small, growthFactor)));
    if (growths.length === 1 && (growths[0] ?? 0) <= firstMax) break;
  }
  const growth = median(growths);
  const charNs = growth > growthMax ? (1e6 * (await cpuMs(make(charsMax)))) / charsMax : null;
  return { chars, cpuMs: cost, growth, charNs };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
