import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../app/client/client.ts';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { judge, questions, startDebates } from './debates.ts';
import type { Member } from './fleet.ts';
import { type Options, p50and99, type Report, type Scenario } from './scenario.ts';
import { openSilent, slowClose } from './silent-viewers.ts';
import type { Site } from './site.ts';

const lookEveryMs = 50;
/** What a small task has. */
const memoryMiBMax = 512;
/** Notes so long that megabytes are soon said. */
const noteCharsMax = 40_000;
const contract = withDifferences(profile('development'), { limits: { noteCharsMax, notesMax: 10_000 } });
const { viewerQueueBytesMax } = contract.live;
/** In characters of three bytes. */
const note = '€'.repeat(noteCharsMax);
/** What the system takes of a connection before our own queue grows, and some more. */
const systemBytes = 8 * 1024 * 1024;
const bytesPerViewer = viewerQueueBytesMax + systemBytes;

/** Agents are silent: all that is said are notes, and those come at once. */
const defaults = { seconds: 1, debates: 20, seed: 1, viewers: 200, model: 'rehearsal?ttftMs=60000' };

export const slowViewers: Scenario = {
  says: 'sockets that never read while megabytes are said: closed with a cursor, memory bounded',
  defaults,
  // Its heartbeat leaves them the time to be slow before they count as dead.
  ...{ webs: 1, workers: 1, contract },
  run: sleep,
};

async function sleep(site: Site, { debates: count, viewers = defaults.viewers }: Options): Promise<Report> {
  const [web] = site.fleet.members('web');
  if (!web?.port) throw new Error('there is no web process');
  const { port } = web;
  const { url } = site.balancer;
  const debates = await startDebates(url, questions(count));
  const before = rssMiB(web);
  const silent = await Promise.all(Array.from({ length: viewers }, () => openSilent(port, debates.ids)));

  const memory = watchMemory(web);
  const client = createClient({ baseUrl: url });
  const notes = Math.ceil(bytesPerViewer / (note.length * 3) / count);
  const speak = async (id: string) => {
    for (let said = 0; said < notes; said += 1) await client.note(id, note);
  };
  await Promise.all(debates.ids.map(speak));
  const last = await Promise.all(silent.map(({ wake }) => wake()));
  const peak = await memory.end();
  await Promise.all(debates.ids.map((id) => client.command(id, 'cancel')));
  const { breaches } = await judge(url, debates);

  const untold = last.filter((text) => !slowClose.test(text)).length;
  return {
    figures: {
      'silent viewers': viewers,
      'said to each, MiB': Math.round((notes * count * note.length * 3) / 2 ** 20),
      'closed with a cursor': viewers - untold,
      'memory before / at most': `${before} / ${peak} MiB`,
      'events late for who reads, p50 / p99': p50and99(debates.viewers.flatMap(({ lateMs }) => lateMs)),
    },
    breaches: [
      ...breaches,
      ...(peak <= memoryMiBMax ? [] : [`the process took ${peak} MiB of ${memoryMiBMax}`]),
      ...(untold === 0 ? [] : [`${untold} silent viewers were not closed with a cursor: ${last[0]}`]),
    ],
  };
}

/** Looks at it again and again. `end` resolves with the most. */
function watchMemory(member: Member) {
  let peak = 0;
  let over = false;
  async function run(): Promise<void> {
    while (!over) {
      peak = Math.max(peak, rssMiB(member));
      await pause(lookEveryMs);
    }
  }
  const running = run();
  return {
    async end() {
      over = true;
      await running;
      return peak;
    },
  };
}

/** What the process has in memory, as Linux counts it. */
function rssMiB({ child }: Member): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
