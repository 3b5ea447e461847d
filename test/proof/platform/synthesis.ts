import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/contract.ts';
import type { Synthesized } from './synthesizer.ts';

const program = new URL('./synthesizer.ts', import.meta.url);
const unchecked = new URL('../unchecked.ts', import.meta.url);

let child: ChildProcess | null = null;
/** By the contract in JSON: rows that hold with the same numbers share their templates. */
const known = new Map<string, Promise<Synthesized>>();

/** What CDK makes of a contract that nobody of ours has checked. */
export function synthesize(contract: Contract): Promise<Synthesized> {
  const key = JSON.stringify(contract);
  const made = known.get(key) ?? ask(known.size, contract);
  known.set(key, made);
  return made;
}

/** It takes a second or two. */
const patienceMs = 60_000;

async function ask(id: number, contract: Contract): Promise<Synthesized> {
  child ??= start();
  const over = new AbortController();
  const { signal } = over;
  const failed = Promise.race([once(child, 'exit', { signal }), pause(patienceMs, ['late'], { signal })]);
  const answered = answerOf(child, id, signal);
  child.send({ id, contract });
  try {
    return await Promise.race([
      answered,
      failed.then(([how]) => Promise.reject(new Error(`there are no templates: ${how}`))),
    ]);
  } finally {
    over.abort();
  }
}

async function answerOf(from: ChildProcess, id: number, signal: AbortSignal): Promise<Synthesized> {
  for (;;) {
    const [answer]: { readonly id: number; readonly synthesized: Synthesized }[] = await once(
      from,
      'message',
      { signal },
    );
    if (answer?.id === id) return answer.synthesized;
  }
}

/** It ends with this process, for it lives by the channel between the two, and keeps nobody from ending. */
function start(): ChildProcess {
  const forked = fork(program, { execArgv: [`--import=${unchecked.href}`], stdio: 'inherit' });
  forked.setMaxListeners(0);
  forked.unref();
  forked.channel?.unref();
  return forked;
}
