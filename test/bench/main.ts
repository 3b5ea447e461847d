import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildTestBundle } from '../support/processes/test-bundle.ts';
import { type BenchLength, type BenchResult, type Goal, isReached } from './row.ts';
import { rows } from './rows/all.ts';

/** `npm run bench -- [NAME …] [--json] [--short | --long] [--compare]` */
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const help = `npm run bench -- [NAME …] [--json] [--short | --long] [--compare]

  Measures this checkout on this machine. --short only proves that each row runs; with --long growth takes 100,000
  debates. --compare prints the change against
  test/bench/figures.json, which holds what --json has printed; only the same machine, as busy as then, compares.

${Object.entries(rows)
  .map(([name, { description }]) => `  ${name.padEnd(10)} ${description}`)
  .join('\n')}`;

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: flag, short: flag, long: flag, compare: flag, help: flag },
  });
  if (values.help) return null;
  const unknown = positionals.filter((name) => !Object.hasOwn(rows, name));
  if (unknown.length > 0)
    throw new TypeError(`unknown row ${unknown.join(', ')}; the rows are ${Object.keys(rows).join(', ')}`);
  return { ...values, names: positionals.length > 0 ? positionals : Object.keys(rows) };
}

function formatGoal(goal: Goal): string {
  const { name, value, unit, relation, limit } = goal;
  const outcome = isReached(goal) ? 'reached' : 'missed';
  return `  ${name.padEnd(70)} ${value.toFixed(limit < 10 ? 2 : 1)} ${unit} (goal ${relation} ${limit}: ${outcome})`;
}

type Results = Readonly<Record<string, Pick<BenchResult, 'figures'>>>;

async function readCommittedResults(): Promise<Results> {
  const text = await readFile(new URL('figures.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly results: Results }).results;
}

/** Empty when one of both is not a number. */
function formatChange(now: number | string, before: number | string | undefined): string {
  const change = 100 * (Number.parseFloat(`${now}`) / Number.parseFloat(`${before}`) - 1);
  return Number.isFinite(change) ? ` (${before} before, ${change < 0 ? '' : '+'}${change.toFixed(0)} %)` : '';
}

function printResult(name: string, { figures, goals }: BenchResult, before: BenchResult['figures']): void {
  print(`\n${name}: ${rows[name]?.description}`);
  for (const [figure, value] of Object.entries(figures))
    print(`  ${figure.padEnd(70)} ${value}${formatChange(value, before[figure])}`);
  for (const goal of goals) print(formatGoal(goal));
}

const lengthOf = ({ short, long }: { readonly short: boolean; readonly long: boolean }): BenchLength =>
  short ? 'short' : long ? 'long' : 'full';

/** The other rows still run. */
function toFailure(error: unknown): BenchResult {
  process.exitCode = 1;
  return { figures: { failed: error instanceof Error ? error.message : String(error) }, goals: [] };
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options === null) return print(help);
  const committed = options.compare ? await readCommittedResults() : {};
  await buildTestBundle();
  const results: Record<string, BenchResult> = {};
  for (const [name, row] of Object.entries(rows))
    if (options.names.includes(name)) results[name] = await row.run(lengthOf(options)).catch(toFailure);
  if (options.json) return print(JSON.stringify({ node: process.version, cpus: cpus().length, results }));
  print(`Node ${process.version}, ${cpus().length} CPUs`);
  for (const [name, result] of Object.entries(results))
    printResult(name, result, committed[name]?.figures ?? {});
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
