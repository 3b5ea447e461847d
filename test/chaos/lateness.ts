import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../app/contract/contract.ts';
import type { NewDebateBody } from '../../app/debate/resources.ts';
import { type Answer, ask } from './load.ts';

/** Large documents that come in one moment: while a process reads one, it does nothing else. */
const uploads = 3;
const askEveryMs = 25;
const shortPath = '/api/v1/agents';
/** By then a process that is late has caught up, or never will. */
const patienceMs = 20_000;

export interface Lateness {
  readonly uploads: readonly Answer[];
  /** Short requests that came all the while. */
  readonly short: readonly Answer[];
  /** Requests that the process says it has refused because it was late. */
  readonly shed: number;
  /** Whether it has let in one more, once it had caught up. */
  readonly recovered: boolean;
}

/** Makes a process late with all that it has to do, and sees what becomes of those who come meanwhile. */
export async function makeLate(url: string, contract: Contract): Promise<Lateness> {
  const path = '/api/v1/debates';
  const body = JSON.stringify(heavyBody(contract));
  const before = await shedBy(url);
  let reading = true;
  const reads = Promise.all(Array.from({ length: uploads }, () => ask(url, path, { method: 'POST', body })));
  void reads.then(() => {
    reading = false;
  });
  const asked: Promise<Answer>[] = [];
  for (; reading; await pause(askEveryMs)) asked.push(ask(url, shortPath));
  const recovered = await recovers(url);
  const shed = (await shedBy(url)) - before;
  return { uploads: await reads, short: await Promise.all(asked), shed, recovered };
}

/** Whether a process that has refused requests lets one in, soon. */
export async function recovers(url: string): Promise<boolean> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(askEveryMs))
    if ((await ask(url, shortPath)).status === 200) return true;
  return false;
}

async function shedBy(url: string): Promise<number> {
  const { body } = await ask(url, '/metrics');
  return Number(/^rostrum_http_shed_total\S* (\d+)$/m.exec(body)?.[1] ?? 0);
}

/** Takes long to read, and starts nothing: a model is not at hand. */
function heavyBody({ limits }: Contract): NewDebateBody {
  const paragraph = '<p>The <b>depot</b> of <i>this</i> line is <a href="/old">old</a>.</p>';
  const text = paragraph.repeat(Math.floor(limits.documentBytesMax / paragraph.length));
  return {
    question: 'Should the depot be moved?',
    evidence: [{ name: 'depot.html', text }],
    judge: { model: 'nobody:none' },
  };
}
