import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildTestBundle } from '../support/processes/test-bundle.ts';
import { type BenchResult, type BenchRow, type Goal, isReached } from './row.ts';
import { exchange } from './rows/exchange.ts';
import { tokens } from './rows/tokens.ts';

/** `npm run bench -- [NAME …] [--json] [--short]` */
const rows: Readonly<Record<string, BenchRow>> = { tokens, exchange };

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const help = `npm run bench -- [NAME …] [--json] [--short]

  Measures this checkout on this machine. --short only proves that each row runs.

${Object.entries(rows)
  .map(([name, { description }]) => `  ${name.padEnd(10)} ${description}`)
  .join('\n')}`;

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: flag, short: flag, help: flag },
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
  return `  ${name.padEnd(56)} ${value.toFixed(1)} ${unit} (goal ${relation} ${limit}: ${outcome})`;
}

function printResult(name: string, { figures, goals }: BenchResult): void {
  print(`\n${name}: ${rows[name]?.description}`);
  for (const [figure, value] of Object.entries(figures)) print(`  ${figure.padEnd(56)} ${value}`);
  for (const goal of goals) print(formatGoal(goal));
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options === null) return print(help);
  await buildTestBundle();
  const results: Record<string, BenchResult> = {};
  for (const [name, row] of Object.entries(rows))
    if (options.names.includes(name)) results[name] = await row.run(options.short);
  if (options.json) return print(JSON.stringify({ node: process.version, cpus: cpus().length, results }));
  print(`Node ${process.version}, ${cpus().length} CPUs`);
  for (const [name, result] of Object.entries(results)) printResult(name, result);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
