import { appendFileSync, existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { processNameVariable } from '../../../app/runtime/supervisor/process.ts';
import { diagnosticsChannels } from '../../../app/worker/diagnostics.ts';
import {
  armedFile,
  type Commit,
  commitsFile,
  directoryVariable,
  type FailPoint,
  type Hit,
  hitsFile,
} from './fail-point.ts';

/**
 * Preload of every process in a chaos fleet. At each fail point it checks whether a scenario has armed the point; the
 * first process that reaches it takes it, records it and sends itself the signal, before its next statement.
 */
const directory = process.env[directoryVariable] ?? '.';
const name = process.env[processNameVariable] ?? 'unnamed';

function hitFailPoint(point: FailPoint, details: Pick<Hit, 'debate' | 'turn'> = {}): void {
  const signal = takeArmedFile(armedFile(point, name)) ?? takeArmedFile(armedFile(point));
  if (signal === null) return;
  const hit: Hit = { point, process: name, at: Date.now(), ...details };
  appendLine(hitsFile, hit);
  process.kill(process.pid, signal);
}

/** Takes an armed point for one process; the others find it gone. */
function takeArmedFile(file: string): string | null {
  const armed = join(directory, file);
  if (!existsSync(armed)) return null;
  try {
    const signal = readFileSync(armed, 'utf8');
    unlinkSync(armed);
    return signal;
  } catch {
    return null;
  }
}

/** Written synchronously, so that it survives the process. */
const appendLine = (file: string, line: Hit | Commit) =>
  appendFileSync(join(directory, file), `${JSON.stringify(line)}\n`);

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

// Blocks the event loop.
process.on('SIGUSR2', () => {
  for (;;);
});

diagnosticsChannels.callStarted.subscribe(() => hitFailPoint('before the call'));

diagnosticsChannels.chunkReceived.subscribe((brief) => {
  const deciding = isObject(brief) && brief.phase === 'decide';
  hitFailPoint(deciding ? 'while deciding' : 'mid-token');
});

diagnosticsChannels.attemptFinished.subscribe((facts) => {
  if (!isObject(facts) || facts.outcome !== 'completed') return;
  hitFailPoint('response before commit', { debate: `${facts.debate}`, turn: `${facts.turn}` });
});

diagnosticsChannels.eventsCommitted.subscribe((events) => {
  if (!Array.isArray(events)) return;
  const completed = events.filter((event) => isObject(event) && event.type === 'turn.completed');
  for (const { debate, seq, hash } of completed) appendLine(commitsFile, { debate, seq, hash });
  if (completed.length > 0) hitFailPoint('after commit before publish');
});
