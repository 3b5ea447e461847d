import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { SynthesisResult } from './synthesis-worker.ts';

const program = new URL('./synthesis-worker.ts', import.meta.url);
const unchecked = new URL('../skip-contract-check.ts', import.meta.url);

let child: ChildProcess | null = null;
/** By the contract in JSON: rows that hold with the same numbers share their templates. */
const cache = new Map<string, Promise<SynthesisResult>>();

/** What CDK makes of a contract that nobody of ours has checked. */
export function synthesize(contract: Contract): Promise<SynthesisResult> {
  const key = JSON.stringify(contract);
  const made = cache.get(key) ?? requestTemplates(cache.size, contract);
  cache.set(key, made);
  return made;
}

/** It takes a second or two. */
const synthesisTimeoutMs = 60_000;

async function requestTemplates(id: number, contract: Contract): Promise<SynthesisResult> {
  child ??= startWorker();
  const controller = new AbortController();
  const { signal } = controller;
  const failed = Promise.race([
    once(child, 'exit', { signal }),
    pause(synthesisTimeoutMs, ['late'], { signal }),
  ]);
  const answered = waitForAnswer(child, id, signal);
  child.send({ id, contract });
  try {
    return await Promise.race([
      answered,
      failed.then(([how]) => Promise.reject(new Error(`there are no templates: ${how}`))),
    ]);
  } finally {
    controller.abort();
  }
}

async function waitForAnswer(from: ChildProcess, id: number, signal: AbortSignal): Promise<SynthesisResult> {
  for (;;) {
    const [answer]: { readonly id: number; readonly synthesized: SynthesisResult }[] = await once(
      from,
      'message',
      { signal },
    );
    if (answer?.id === id) return answer.synthesized;
  }
}

/** It ends with this process, for it lives by the channel between the two, and keeps nobody from ending. */
function startWorker(): ChildProcess {
  const forked = fork(program, { execArgv: [`--import=${unchecked.href}`], stdio: 'inherit' });
  forked.setMaxListeners(0);
  forked.unref();
  forked.channel?.unref();
  return forked;
}
