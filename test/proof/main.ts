import { didYouMean } from '../../app/nearest.ts';
import { nginxProgram } from '../support/nginx.ts';
import { prove, type Verdict } from './prove.ts';
import { factorOf, type Row } from './row.ts';
import { rows } from './rows.ts';
import { openServers, type Servers } from './stage.ts';

/** `npm run proof [-- ID …]`: each relation between times, held and broken. */
const atOnce = 3;
const help = `npm run proof [-- ID …]

  Breaks relations between times one by one, and counts the failures: of real processes behind a real nginx or our own
  imitation of what a platform does, or of a template that is to be deployed. All of them take some minutes, one
  up to a minute. ID is one of:
  ${rows.map(({ id }) => id).join('\n  ')}`;
const say = (text: string) => process.stdout.write(`${text}\n`);

const legend = `
shown by nginx: real processes behind a real nginx; processes: real processes, without one; imitation: what a service of
AWS or of Kubernetes does is imitated; validation: a template is refused, as whoever deploys it sees.`;

/** `502 ×12, ECONNRESET ×3` */
const tally = (kinds: readonly string[]): string =>
  [...Map.groupBy(kinds, short)].map(([kind, all]) => `${kind} ×${all.length}`).join(', ');

const shortMax = 100;
const short = (text: string) => (text.length > shortMax ? `${text.slice(0, shortMax)}…` : text);

function line({ row, held, broken, faults }: Verdict): string {
  const share = ({ failures, of }: Verdict['held']) => `${failures.length} of ${of}`;
  const cells = [
    row.id.padEnd(32),
    (row.shownBy ?? 'processes').padEnd(11),
    `1/${factorOf(row)}`.padEnd(6),
    share(held).padEnd(10),
    share(broken).padEnd(10),
    tally(broken.failures) || 'none',
  ];
  const why = faults.map((fault) => `\n    WRONG ${fault}`);
  const when = held.failures.length > 0 ? `\n    when held: ${tally(held.failures)}` : '';
  return `${cells.join(' ')}${row.drift ? ` (only the ${row.drift} differ)` : ''}${when}${why.join('')}`;
}

function wantedOf(ids: readonly string[]): readonly Row[] {
  const known = rows.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return rows.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const meant = didYouMean(unknown, known) || '; npm run proof -- --help names all';
  throw new TypeError(`no relation between times is called ${unknown}${meant}`);
}

/** The longest first, some at a time. */
async function proveAll(servers: Servers, wanted: readonly Row[]): Promise<Verdict[]> {
  const waiting = [...wanted];
  const verdicts: Verdict[] = [];
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const verdict = await prove(servers, row).catch((error): Verdict => failed(row, error));
      verdicts.push(verdict);
      const how = verdict.faults.length === 0 ? 'as predicted' : 'WRONG';
      process.stderr.write(`${verdicts.length} of ${wanted.length}: ${row.id} ${how}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return verdicts;
}

function failed(row: Row | undefined, error: unknown): Verdict {
  if (row === undefined) throw error;
  const none = { of: 0, failures: [] };
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { row, held: none, broken: none, faults: [`it could not be run to its end: ${why}`] };
}

async function main(): Promise<number> {
  const ids = process.argv.slice(2);
  if (ids.includes('--help') || ids.includes('-h')) {
    say(help);
    return 0;
  }
  const wanted = wantedOf(ids);
  const servers = nginxProgram === null ? null : await openServers();
  if (!servers) throw new TypeError('It needs programs: apt-get install nginx-light postgresql redis-server');
  const verdicts = await proveAll(servers, wanted).finally(servers.stop);
  say('\ninvariant                        shown by    times  held       broken     how it fails when broken');
  for (const { id } of wanted)
    for (const verdict of verdicts.filter(({ row }) => row.id === id)) say(line(verdict));
  say(legend);
  return verdicts.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof TypeError ? error.message : error}\n`);
    process.exit(2);
  },
);
