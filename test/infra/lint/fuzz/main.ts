import { auditMutated } from './audit-mutated.ts';
import { collectSeeds } from './seeds.ts';

/** `node test/infra/lint/fuzz/main.ts [COUNT]` audits mutated files of every format; exit code 1 after an error. */
const count = Number(process.argv[2] ?? 10_000);
const runs = auditMutated(collectSeeds(), count);
const failed = runs.filter(({ error }) => error !== null);
for (const { format, text, error } of failed.slice(0, 3))
  process.stdout.write(`${format}: ${error instanceof Error ? error.stack : error}\n${text}\n\n`);
for (const [format, all] of Map.groupBy(runs, (run) => run.format)) {
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const [median, slowest] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
  const errors = all.filter(({ error }) => error !== null).length;
  const speed = `${median.toFixed(1)} ms median, ${slowest.toFixed(1)} ms slowest`;
  process.stdout.write(`${format}: ${all.length} files, ${errors} errors, ${speed}\n`);
}
process.exitCode = failed.length > 0 ? 1 : 0;
