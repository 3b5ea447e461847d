import { programRule } from '../../rule.ts';

const MiB = 1024 * 1024;

export const heapWithinLimit = programRule({
  id: 'heap-within-limit',
  severity: 'error',
  summary: "The heap limit is smaller than the container's memory",
  rationale:
    'containers killed for memory (exit 137) without a drain, where a garbage collection would have been enough',
  fix: 'Set --max-old-space-size to three quarters of the memory, or raise the memory limit.',
  source: 'https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib',
  check({ command, commandNode, environment, memoryBytesMax }, report) {
    const options = environment.get('NODE_OPTIONS');
    const inCommand = parseHeapMiB((command ?? []).join(' '));
    const heapMiB = inCommand ?? parseHeapMiB(options?.string() ?? '');
    if (heapMiB === null || memoryBytesMax === null || heapMiB * MiB < memoryBytesMax) return;
    report(
      (inCommand === null ? options : undefined) ?? commandNode,
      `the heap limit is ${heapMiB} MiB, and the container has ${Math.round(memoryBytesMax / MiB)} MiB`,
    );
  },
});

function parseHeapMiB(text: string): number | null {
  const [, size] = /--max[-_]old[-_]space[-_]size[= ](\d{1,7})\b/.exec(text) ?? [];
  return size === undefined ? null : Number(size);
}
