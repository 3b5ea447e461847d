import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../app/contract/contract.ts';
import type { NewDebateBody } from '../../app/debate/resources.ts';
import { type Answer, ask } from './load.ts';

/** Documents that come in one moment: a process reads one after another, and does nothing else meanwhile. */
const uploads = 20;
const askEveryMs = 25;
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
  const askOnce = () => {
    const answer = ask(url, '/api/v1/agents');
    asked.push(answer);
    return answer;
  };
  while (reading) {
    void askOnce();
    await pause(askEveryMs);
  }
  let recovered = false;
  for (const until = Date.now() + patienceMs; !recovered && Date.now() < until; await pause(askEveryMs))
    recovered = (await askOnce()).status === 200;
  const shed = (await shedBy(url)) - before;
  return { uploads: await reads, short: await Promise.all(asked), shed, recovered };
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
