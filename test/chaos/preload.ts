import { appendFileSync, existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { processNameVariable } from '../../app/process/cluster-process.ts';
import { moments } from '../../app/work/moments.ts';
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
 * Runs in every process of a chaos fleet before the program does. It looks at each moment whether a scenario has armed
 * it; the first process that comes to an armed point takes it, writes that down, and sends itself the signal, which
 * ends it before its next statement.
 */
const directory = process.env[directoryVariable] ?? '.';
const name = process.env[processNameVariable] ?? 'unnamed';

function reach(point: FailPoint, about: Pick<Hit, 'debate' | 'turn'> = {}): void {
  const signal = take(armedFile(point, name)) ?? take(armedFile(point));
  if (signal === null) return;
  const hit: Hit = { point, process: name, at: Date.now(), ...about };
  write(hitsFile, hit);
  process.kill(process.pid, signal);
}

/** What an armed point holds, for one process; the others find it gone. */
function take(file: string): string | null {
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

/** Written at once: it outlives the process. */
const write = (file: string, line: Hit | Commit) =>
  appendFileSync(join(directory, file), `${JSON.stringify(line)}\n`);

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

moments.calling.subscribe(() => reach('before the call'));

moments.heard.subscribe((brief) => {
  const deciding = isObject(brief) && brief.phase === 'decide';
  reach(deciding ? 'while deciding' : 'mid-token');
});

moments.answered.subscribe((facts) => {
  if (!isObject(facts) || facts.outcome !== 'completed') return;
  reach('response before commit', { debate: `${facts.debate}`, turn: `${facts.turn}` });
});

moments.committed.subscribe((events) => {
  if (!Array.isArray(events)) return;
  const completed = events.filter((event) => isObject(event) && event.type === 'turn.completed');
  for (const { debate, seq, hash } of completed) write(commitsFile, { debate, seq, hash });
  if (completed.length > 0) reach('after commit before publish');
});
