import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import type { Member } from '../fleet.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions } from '../scenario.ts';
import { openStalledViewer, slowCloseReason } from '../viewers/stalled-viewers.ts';

const pollMs = 50;
/** The memory of a small task. */
const memoryMiBMax = 512;
/** Notes so long that a few of them are megabytes. */
const noteCharsMax = 40_000;
const contract = applyOverrides(profile('development'), { limits: { noteCharsMax, notesMax: 10_000 } });
const { evictAtUnsentBytes } = contract.live;
/** In characters of three bytes. */
const note = '€'.repeat(noteCharsMax);
/** More than the socket buffers of the system, which fill before our own queue. */
const systemBytes = 8 * 1024 * 1024;
const bytesPerViewer = evictAtUnsentBytes + systemBytes;

/** The agents stay silent: all traffic is notes, sent at once. */
const defaults = { seconds: 1, debates: 20, seed: 1, viewers: 200, model: 'rehearsal?ttftMs=60000' };

export const slowViewers: Scenario = {
  description: 'sockets that never read while megabytes are sent: closed with a cursor, memory bounded',
  defaults,
  // The heartbeat is long, so that they count as slow before they count as dead.
  webs: 1,
  workers: 1,
  contract,
  run: stallViewers,
};

async function stallViewers(
  cluster: Cluster,
  { debates: count, viewers = defaults.viewers }: ScenarioOptions,
): Promise<Report> {
  const [web] = cluster.fleet.members('web');
  if (!web?.port) throw new Error('no web process');
  const { port } = web;
  const { url } = cluster.balancer;
  const debates = await startDebates(url, createQuestions(count));
  const memoryBefore = rssMiB(web);
  const stalled = await Promise.all(
    Array.from({ length: viewers }, () => openStalledViewer(port, debates.ids)),
  );

  const memory = watchMemory(web);
  const client = createClient({ baseUrl: url });
  const notes = Math.ceil(bytesPerViewer / (note.length * 3) / count);
  const sendNotes = async (id: string) => {
    for (let sent = 0; sent < notes; sent += 1) await client.note(id, note);
  };
  await Promise.all(debates.ids.map(sendNotes));
  const last = await Promise.all(stalled.map(({ resume }) => resume()));
  const peak = await memory.end();
  await Promise.all(debates.ids.map((id) => client.command(id, 'cancel')));
  const { violations } = await checkHistories(url, debates);

  const notClosed = last.filter((text) => !slowCloseReason.test(text)).length;
  return {
    figures: {
      'silent viewers': viewers,
      'sent to each, MiB': Math.round((notes * count * note.length * 3) / 2 ** 20),
      'closed with a cursor': viewers - notClosed,
      'memory before / peak': `${memoryBefore} / ${peak} MiB`,
      'event latency of reading viewers, p50 / p99': formatP50P99(
        debates.viewers.flatMap(({ latencyMs }) => latencyMs),
      ),
    },
    violations: [
      ...violations,
      ...(peak <= memoryMiBMax ? [] : [`the process took ${peak} MiB of ${memoryMiBMax}`]),
      ...(notClosed === 0 ? [] : [`${notClosed} silent viewers were not closed with a cursor: ${last[0]}`]),
    ],
  };
}

/** Polls the memory. `end` resolves with the maximum. */
function watchMemory(member: Member) {
  let peak = 0;
  let isStopped = false;
  async function run(): Promise<void> {
    while (!isStopped) {
      peak = Math.max(peak, rssMiB(member));
      await pause(pollMs);
    }
  }
  const running = run();
  return {
    async end() {
      isStopped = true;
      await running;
      return peak;
    },
  };
}

/** The resident memory of the process in Linux. */
function rssMiB({ child }: Member): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
