import { parseArgs } from 'node:util';
import { buildTestBundle } from '../support/processes/test-bundle.ts';
import { type Report, runScenario, type Scenario, type ScenarioOptions } from './scenario.ts';
import { deploy } from './scenarios/deploy.ts';
import { kill } from './scenarios/kill.ts';
import { overload } from './scenarios/overload.ts';
import { poison } from './scenarios/poison.ts';
import { postgres } from './scenarios/postgres.ts';
import { redis } from './scenarios/redis.ts';
import { reload } from './scenarios/reload.ts';
import { slowViewers } from './scenarios/slow-viewers.ts';
import { soak } from './scenarios/soak.ts';
import { zombie } from './scenarios/zombie.ts';

/** `npm run chaos -- [NAME …] [--seconds N] [--debates N] [--seed N] [--model M] [--rate N] [--viewers N]` */
const scenarios: Readonly<Record<string, Scenario>> = {
  kill,
  zombie,
  postgres,
  redis,
  deploy,
  reload,
  'slow-viewers': slowViewers,
  overload,
  poison,
  soak,
};

const print = (text: string) => process.stdout.write(`${text}\n`);

interface Outcome {
  readonly name: string;
  readonly report: Report;
  readonly tookMs: number;
}

async function runOne(
  name: string,
  scenario: Scenario,
  overrides: Partial<ScenarioOptions>,
): Promise<Outcome> {
  const options = { ...scenario.defaults, ...overrides };
  print(`\n${name}: ${scenario.description}`);
  print(
    `  ${Object.entries(options)
      .map(([option, value]) => `${option} ${value}`)
      .join(', ')}`,
  );
  const startedAt = performance.now();
  const report = await runScenario(scenario, options).catch(errorReport);
  for (const [figure, value] of Object.entries(report.figures)) print(`  ${figure.padEnd(44)} ${value}`);
  for (const violation of report.violations) print(`  VIOLATION ${violation}`);
  return { name, report, tookMs: performance.now() - startedAt };
}

const errorReport = (error: unknown): Report => ({
  figures: {},
  violations: [`the scenario did not complete: ${error instanceof Error ? error.stack : error}`],
});

function summarize(outcomes: readonly Outcome[]): void {
  print('\nscenario       violations   time');
  for (const { name, report, tookMs } of outcomes) {
    const seconds = `${Math.round(tookMs / 1000)} s`;
    print(`${name.padEnd(14)} ${String(report.violations.length).padStart(10)}   ${seconds}`);
  }
}

const help = `npm run chaos -- [NAME …] [--seconds N] [--debates N] [--rate N] [--viewers N] [--seed N] [--model M]

${Object.entries(scenarios)
  .map(([name, { description }]) => `  ${name.padEnd(14)} ${description}`)
  .join('\n')}

Without a name, all of them but soak.`;

function readArguments(): { names: readonly string[]; overrides: Partial<ScenarioOptions> } {
  const text = { type: 'string' } as const;
  const {
    values: { model, help: isHelp, ...numbers },
    positionals,
  } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: text,
      debates: text,
      seed: text,
      model: text,
      rate: text,
      viewers: text,
      help: { type: 'boolean' },
    },
  });
  if (isHelp) throw new TypeError(help);
  const numericOptions = Object.entries(numbers).map(
    ([option, value]) => [option, parseWhole(option, value)] as const,
  );
  const unknown = positionals.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0)
    throw new TypeError(
      `unknown scenario ${unknown.join(', ')}; the scenarios are ${Object.keys(scenarios).join(', ')}`,
    );
  return {
    names: positionals.length > 0 ? positionals : Object.keys(scenarios).filter((name) => name !== 'soak'),
    overrides: { ...Object.fromEntries(numericOptions), ...(model === undefined ? {} : { model }) },
  };
}

function parseWhole(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new TypeError(`--${option} must be a whole number from 1 to 9999, not ${text}`);
}

async function main(): Promise<number> {
  const { names, overrides } = readArguments();
  await buildTestBundle();
  const outcomes: Outcome[] = [];
  for (const [name, scenario] of Object.entries(scenarios))
    if (names.includes(name)) outcomes.push(await runOne(name, scenario, overrides));
  summarize(outcomes);
  return outcomes.every(({ report }) => report.violations.length === 0) ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
