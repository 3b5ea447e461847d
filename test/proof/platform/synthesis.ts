import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { SynthesisResult } from './synthesis-worker.ts';

const program = new URL('./synthesis-worker.ts', import.meta.url);
const unchecked = new URL('../skip-contract-check.ts', import.meta.url);

let child: ChildProcess | null = null;
/** By contract as JSON: experiments with the same numbers share their templates. */
const cache = new Map<string, Promise<SynthesisResult>>();

/** Synthesizes an unchecked contract. */
export function synthesize(contract: Contract): Promise<SynthesisResult> {
  const key = JSON.stringify(contract);
  const made = cache.get(key) ?? requestTemplates(cache.size, contract);
  cache.set(key, made);
  return made;
}

const synthesisTimeoutMs = 60_000;

async function requestTemplates(id: number, contract: Contract): Promise<SynthesisResult> {
  child ??= startWorker();
  const controller = new AbortController();
  const { signal } = controller;
  const failed = Promise.race([
    once(child, 'exit', { signal }),
    pause(synthesisTimeoutMs, ['timeout'], { signal }),
  ]);
  const answered = waitForAnswer(child, id, signal);
  child.send({ id, contract });
  try {
    return await Promise.race([
      answered,
      failed.then(([reason]) => Promise.reject(new Error(`no templates: ${reason}`))),
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

/** The worker exits with this process, when their channel closes, and does not keep it running. */
function startWorker(): ChildProcess {
  const forked = fork(program, { execArgv: [`--import=${unchecked.href}`], stdio: 'inherit' });
  forked.setMaxListeners(0);
  forked.unref();
  forked.channel?.unref();
  return forked;
}
