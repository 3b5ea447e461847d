import { parseArgs } from 'node:util';
import { deploy } from './deploy.ts';
import { kill } from './kill.ts';
import { overload } from './overload.ts';
import { poison } from './poison.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { type Options, type Report, runScenario, type Scenario } from './scenario.ts';
import { slowViewers } from './slow-viewers.ts';
import { zombie } from './zombie.ts';

/**
 * `npm run chaos -- [NAME …] [--seconds N] [--debates N] [--seed N] [--model M] [--rate N] [--viewers N]`: see what
 * holds.
 */
const scenarios: Readonly<Record<string, Scenario>> = {
  kill,
  zombie,
  postgres,
  redis,
  deploy,
  'slow-viewers': slowViewers,
  overload,
  poison,
};

const say = (text: string) => process.stdout.write(`${text}\n`);

interface Outcome {
  readonly name: string;
  readonly report: Report;
  readonly tookMs: number;
}

async function runOne(name: string, scenario: Scenario, asked: Partial<Options>): Promise<Outcome> {
  const options = { ...scenario.defaults, ...asked };
  say(`\n${name}: ${scenario.says}`);
  say(
    `  ${Object.entries(options)
      .map(([option, value]) => `${option} ${value}`)
      .join(', ')}`,
  );
  const startedAt = performance.now();
  const report = await runScenario(scenario, options).catch(failed);
  for (const [figure, value] of Object.entries(report.figures)) say(`  ${figure.padEnd(44)} ${value}`);
  for (const breach of report.breaches) say(`  BREACH ${breach}`);
  return { name, report, tookMs: performance.now() - startedAt };
}

const failed = (error: unknown): Report => ({
  figures: {},
  breaches: [`it could not be run to its end: ${error instanceof Error ? error.stack : error}`],
});

function summarise(outcomes: readonly Outcome[]): void {
  say('\nscenario       breaches   took');
  for (const { name, report, tookMs } of outcomes) {
    const seconds = `${Math.round(tookMs / 1000)} s`;
    say(`${name.padEnd(14)} ${String(report.breaches.length).padStart(8)}   ${seconds}`);
  }
}

const help = `npm run chaos -- [NAME …] [--seconds N] [--debates N] [--rate N] [--viewers N] [--seed N] [--model M]

${Object.entries(scenarios)
  .map(([name, { says }]) => `  ${name.padEnd(14)} ${says}`)
  .join('\n')}`;

function readArguments(): { names: readonly string[]; asked: Partial<Options> } {
  const text = { type: 'string' } as const;
  const {
    values: { model, help: asksHelp, ...numbers },
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
  if (asksHelp) throw new TypeError(help);
  const given = Object.entries(numbers).map(([option, said]) => [option, whole(option, said)] as const);
  const unknown = positionals.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0)
    throw new TypeError(`there is no ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`);
  return {
    names: positionals.length > 0 ? positionals : Object.keys(scenarios),
    asked: { ...Object.fromEntries(given), ...(model === undefined ? {} : { model }) },
  };
}

function whole(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new TypeError(`--${option} ${text}: it must be a number from 1 to 9999`);
}

async function main(): Promise<number> {
  const { names, asked } = readArguments();
  const outcomes: Outcome[] = [];
  for (const [name, scenario] of Object.entries(scenarios))
    if (names.includes(name)) outcomes.push(await runOne(name, scenario, asked));
  summarise(outcomes);
  return outcomes.every(({ report }) => report.breaches.length === 0) ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
