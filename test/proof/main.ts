import { didYouMean } from '../../app/shared/suggestions.ts';
import { nginxProgram } from '../support/processes/nginx.ts';
import { type Experiment, factorOf } from './experiment.ts';
import { experiments } from './experiments/all.ts';
import { type ExperimentResult, runExperiment } from './run-experiment.ts';
import { openServers, type Servers } from './test-bed.ts';

/** `npm run proof [-- ID …]`: each relation between times, held and broken. */
const concurrency = 3;
const help = `npm run proof [-- ID …]

  Breaks relations between times one by one, and counts the failures: of real processes behind a real nginx or our own
  imitation of what a platform does, or of a template that is to be deployed. All of them take some minutes, one
  up to a minute. ID is one of:
  ${experiments.map(({ id }) => id).join('\n  ')}`;
const print = (text: string) => process.stdout.write(`${text}\n`);

const legend = `
shown by nginx: real processes behind a real nginx; processes: real processes, without one; imitation: what a service of
AWS or of Kubernetes does is imitated; validation: a template is refused, as whoever deploys it sees.`;

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
  const why = problems.map((fault) => `\n    WRONG ${fault}`);
  const when = intact.failures.length > 0 ? `\n    when held: ${tally(intact.failures)}` : '';
  return `${cells.join(' ')}${experiment.driftedLayer ? ` (only the ${experiment.driftedLayer} differ)` : ''}${when}${why.join('')}`;
}

function selectExperiments(ids: readonly string[]): readonly Experiment[] {
  const known = experiments.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return experiments.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const hint = didYouMean(unknown, known) || '; npm run proof -- --help names all';
  throw new TypeError(`no relation between times is called ${unknown}${hint}`);
}

/** The longest first, some at a time. */
async function runAll(servers: Servers, selected: readonly Experiment[]): Promise<ExperimentResult[]> {
  const pending = [...selected];
  const results: ExperimentResult[] = [];
  const work = async () => {
    for (let experiment = pending.shift(); experiment; experiment = pending.shift()) {
      const result = await runExperiment(servers, experiment).catch(
        (error): ExperimentResult => errorResult(experiment, error),
      );
      results.push(result);
      const outcome = result.problems.length === 0 ? 'as predicted' : 'WRONG';
      process.stderr.write(`${results.length} of ${selected.length}: ${experiment.id} ${outcome}\n`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

function errorResult(experiment: Experiment | undefined, error: unknown): ExperimentResult {
  if (experiment === undefined) throw error;
  const none = { total: 0, failures: [] };
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { experiment, intact: none, broken: none, problems: [`it could not be run to its end: ${why}`] };
}

async function main(): Promise<number> {
  const ids = process.argv.slice(2);
  if (ids.includes('--help') || ids.includes('-h')) {
    print(help);
    return 0;
  }
  const selected = selectExperiments(ids);
  const servers = nginxProgram === null ? null : await openServers();
  if (!servers) throw new TypeError('It needs programs: apt-get install nginx-light postgresql redis-server');
  const results = await runAll(servers, selected).finally(servers.stop);
  print(
    '\ninvariant                        shown by    times  held       broken     how it fails when broken',
  );
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
