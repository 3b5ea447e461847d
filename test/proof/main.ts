import { didYouMean } from '../../app/shared/suggestions.ts';
import { nginxProgram } from '../support/processes/nginx.ts';
import { type Experiment, factorOf } from './experiment.ts';
import { experiments } from './experiments/all.ts';
import { openServers, type Servers } from './open-test-bed.ts';
import { type ExperimentResult, runExperiment } from './run-experiment.ts';

/** `npm run proof [-- ID …]`: runs each relation between times intact and broken. */
const concurrency = 3;
const help = `npm run proof [-- ID …]

  Breaks relations between times one by one and counts the failures of real processes behind a real nginx or an
  imitation of a platform, or of a template in its validation. All take a few minutes, one takes up to a minute.
  ID is one of:
  ${experiments.map(({ id }) => id).join('\n  ')}`;
const print = (text: string) => process.stdout.write(`${text}\n`);

const legend = `
Platform nginx: real processes behind a real nginx; processes: real processes without one; imitation: an imitated AWS
or Kubernetes service; validation: the template is rejected before or during the deployment.`;

/** `502 ×12, ECONNRESET ×3` */
const tally = (kinds: readonly string[]): string =>
  [...Map.groupBy(kinds, shorten)].map(([kind, all]) => `${kind} ×${all.length}`).join(', ');

const shortMax = 100;
const shorten = (text: string) => (text.length > shortMax ? `${text.slice(0, shortMax)}…` : text);

function formatResult({ experiment, intact, broken, problems }: ExperimentResult): string {
  const share = ({ failures, total }: ExperimentResult['intact']) => `${failures.length} of ${total}`;
  const cells = [
    experiment.id.padEnd(32),
    (experiment.platform ?? 'processes').padEnd(11),
    `1/${factorOf(experiment)}`.padEnd(6),
    share(intact).padEnd(10),
    share(broken).padEnd(10),
    tally(broken.failures) || 'none',
  ];
  const drift = experiment.driftedLayer ? ` (changed only in: ${experiment.driftedLayer})` : '';
  const intactLine = intact.failures.length > 0 ? `\n    intact: ${tally(intact.failures)}` : '';
  const problemLines = problems.map((problem) => `\n    FAIL ${problem}`);
  return `${cells.join(' ')}${drift}${intactLine}${problemLines.join('')}`;
}

function selectExperiments(ids: readonly string[]): readonly Experiment[] {
  const known = experiments.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return experiments.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const hint = didYouMean(unknown, known) || '; npm run proof -- --help lists all';
  throw new TypeError(`unknown relation ${unknown}${hint}`);
}

async function runAll(servers: Servers, selected: readonly Experiment[]): Promise<ExperimentResult[]> {
  const pending = [...selected];
  const results: ExperimentResult[] = [];
  const work = async () => {
    for (let experiment = pending.shift(); experiment; experiment = pending.shift()) {
      const result = await runExperiment(servers, experiment).catch(
        (error): ExperimentResult => errorResult(experiment, error),
      );
      results.push(result);
      const outcome = result.problems.length === 0 ? 'as predicted' : 'FAIL';
      process.stderr.write(`${results.length} of ${selected.length}: ${experiment.id} ${outcome}\n`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

function errorResult(experiment: Experiment | undefined, error: unknown): ExperimentResult {
  if (experiment === undefined) throw error;
  const none = { total: 0, failures: [] };
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { experiment, intact: none, broken: none, problems: [`the experiment did not complete: ${reason}`] };
}

async function main(): Promise<number> {
  const ids = process.argv.slice(2);
  if (ids.includes('--help') || ids.includes('-h')) {
    print(help);
    return 0;
  }
  const selected = selectExperiments(ids);
  const servers = nginxProgram === null ? null : await openServers();
  if (!servers) throw new TypeError('missing programs: apt-get install nginx-light postgresql redis-server');
  const results = await runAll(servers, selected).finally(servers.stop);
  print('\ninvariant                        platform    times  intact     broken     failures when broken');
  for (const { id } of selected)
    for (const result of results.filter(({ experiment }) => experiment.id === id))
      print(formatResult(result));
  print(legend);
  return results.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
