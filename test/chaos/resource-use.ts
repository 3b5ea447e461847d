import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readMemoryMB } from '../bench/load/process-cpu.ts';

/** What a process uses at one moment. */
export interface ResourceSample {
  readonly process: string;
  readonly memoryMB: number;
  readonly descriptors: number;
}

/** Only Linux has the files. */
export const canReadUse = existsSync('/proc/self/fd');

export const readUse = (child: ChildProcess): Omit<ResourceSample, 'process'> => ({
  memoryMB: readMemoryMB(child),
  descriptors: readdirSync(`/proc/${child.pid}/fd`).length,
});

/** From the second quarter of a run to its last; the first is for caches and the heap to fill. */
const growthMax = { memory: 1.15, descriptors: 1.15 };

/** A sentence for each resource whose median has grown too much. */
export function findGrowth(samples: readonly ResourceSample[]): string[] {
  const { process, memory, descriptors } = compareQuarters(samples);
  return [
    ...(memory.late > growthMax.memory * memory.early ? [`${process} grew ${formatChange(memory)} MB`] : []),
    ...(descriptors.late > growthMax.descriptors * descriptors.early
      ? [`${process} grew ${formatChange(descriptors)} descriptors`]
      : []),
  ];
}

export function formatUse(samples: readonly ResourceSample[]): string {
  if (samples.length === 0) return 'not known on this system';
  const { memory, descriptors } = compareQuarters(samples);
  return `${formatChange(memory)} MB, ${formatChange(descriptors)} descriptors`;
}

interface Change {
  readonly early: number;
  readonly late: number;
}

const formatChange = ({ early, late }: Change): string => `${early.toFixed(0)} → ${late.toFixed(0)}`;

function compareQuarters(samples: readonly ResourceSample[]) {
  const quarter = Math.ceil(samples.length / 4);
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  const change = (read: (sample: ResourceSample) => number): Change => ({
    early: median(early.map(read)),
    late: median(late.map(read)),
  });
  return {
    process: samples[0]?.process ?? 'a process',
    memory: change(({ memoryMB }) => memoryMB),
    descriptors: change(({ descriptors }) => descriptors),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
