import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A few words of the program on which one of its promises rests, and the test that must fail without them. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** It stands in the file once, and is replaced by `off`. */
  readonly on: string;
  readonly off: string;
  readonly test: string;
  /** The name of the test in that file. */
  readonly fails: string;
}

export const guards: readonly Guard[] = [
  {
    name: 'epoch check',
    file: 'app/store/events.ts',
    on: 'and epoch = coalesce(',
    off: 'and 0 <= coalesce(',
    test: 'test/store/append.test.ts',
    fails: 'refuses a worker whose lease has passed to another one, even one that has read all',
  },
  {
    name: 'unique turn',
    file: 'app/debate/decide.ts',
    on: 'if (!turn || !runs || turn.attempt !== attempt)',
    off: 'if (!turn)',
    test: 'test/debate/debate.test.ts',
    fails: 'refuses the result of a superseded attempt and of a completed turn',
  },
  {
    name: 'commit before publish',
    file: 'app/work/tenure.ts',
    on: 'const acted = await log.act(command);',
    off: `const { decide, isRefusal } = await import('../debate/decide.ts');
      const told = decide(log.state(), command);
      const at = parts.now().toISOString();
      const frame = (event, place) =>
        ({ ...event, debate: lease.debate, seq: log.seq() + place + 1, at, hash: '' });
      if (!isRefusal(told)) parts.announce(lease.tenant, told.map(frame));
      const acted = await log.act(command);`,
    test: 'test/work/worker.test.ts',
    fails: 'publishes only what has been committed',
  },
  {
    name: 'gap re-read',
    file: 'app/live/tail.ts',
    on: 'if (message.events.some(({ seq }) => seq > log.seq())) log.catchUp().catch(onError);',
    off: '',
    test: 'test/live/follow.test.ts',
    fails: 'reads the log again where hints have been lost, at the latest with the next poll',
  },
  {
    name: 'offset check',
    file: 'app/debate/spoken.ts',
    on: "if (offset > have) return 'missed';",
    off: '',
    test: 'test/live/follow-text.test.ts',
    fails: 'asks for what was said before anybody watched here, and for what was lost',
  },
];

const root = fileURLToPath(new URL('../..', import.meta.url));

export const pathOf = (guard: Guard): string => join(root, guard.file);

/** The text of its file without the guard. Throws when the guard does not stand there, or more than once. */
export function withoutGuard(guard: Guard, text: string): string {
  const [before, after, ...more] = text.split(guard.on);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${guard.file} does not hold the guard "${guard.name}" once: ${guard.on.trim()}`);
  return before + guard.off + after;
}

/** Throws when the guard does not stand in its file, or more than once. */
export function findGuard(guard: Guard): void {
  withoutGuard(guard, readFileSync(pathOf(guard), 'utf8'));
}
