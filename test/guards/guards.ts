import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A piece of code that protects one guarantee, and the test that must fail without it. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly original: string;
  readonly replacement: string;
  readonly testFile: string;
  /** The title of the test in that file. */
  readonly failingTest: string;
}

export const guards: readonly Guard[] = [
  {
    name: 'epoch check',
    file: 'app/store/queries/events.ts',
    original: 'and epoch = coalesce(',
    replacement: 'and 0 <= coalesce(',
    testFile: 'test/store/queries/append.test.ts',
    failingTest: 'fences a worker whose lease another worker has, even at the newest head',
  },
  {
    name: 'unique turn',
    file: 'app/debate/core/decide.ts',
    original: 'if (!turn || !isRunning || turn.attempt !== attempt)',
    replacement: 'if (!turn)',
    testFile: 'test/debate/core/decide.test.ts',
    failingTest: 'rejects the result of a superseded attempt and of a completed turn',
  },
  {
    name: 'commit before publish',
    file: 'app/worker/lease-session.ts',
    original: 'const result = await log.execute(command);',
    replacement: `const { decide, isRejection } = await import('../debate/core/decide.ts');
      const decision = decide(log.state(), command);
      const at = deps.now().toISOString();
      const toFrame = (event, index) =>
        ({ ...event, debate: lease.debate, seq: log.seq() + index + 1, at, hash: '' });
      if (!isRejection(decision)) deps.announce(lease.tenant, decision.events.map(toFrame));
      const result = await log.execute(command);`,
    testFile: 'test/worker/worker.test.ts',
    failingTest: 'publishes only what has been committed',
  },
  {
    name: 'gap re-read',
    file: 'app/live/debate-channel.ts',
    original: 'if (message.events.some(({ seq }) => seq > log.lastSeq())) log.catchUp().catch(onError);',
    replacement: '',
    testFile: 'test/live/hub.test.ts',
    failingTest: 'reads the log after lost hints, at the latest on the next poll',
  },
  {
    name: 'offset check',
    file: 'app/debate/views/turn-text.ts',
    original: "if (offset > receivedLength) return 'missed';",
    replacement: '',
    testFile: 'test/live/hub-turn-text.test.ts',
    failingTest: 'is requested from the worker for the time before the first viewer, and after a loss',
  },
];

const root = fileURLToPath(new URL('../..', import.meta.url));

export const guardPath = (guard: Guard): string => join(root, guard.file);

/** Returns the text without the guard. Throws unless the guard occurs exactly once. */
export function removeGuard(guard: Guard, text: string): string {
  const [before, after, ...more] = text.split(guard.original);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `${guard.file} must contain the guard "${guard.name}" exactly once: ${guard.original.trim()}`,
    );
  return before + guard.replacement + after;
}

/** Throws unless the guard occurs exactly once in its file. */
export function assertGuardExists(guard: Guard): void {
  removeGuard(guard, readFileSync(guardPath(guard), 'utf8'));
}
