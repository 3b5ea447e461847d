import { describe } from 'vitest';
import { type doors, enterBy } from './doors.ts';

/** What of the HTTP suite a function must answer just as the server does. */
const suites = {
  access: () => import('../http/access.test.ts'),
  commands: () => import('../http/commands.test.ts'),
  create: () => import('../http/create.test.ts'),
  'create, refused': () => import('../http/create-refused.test.ts'),
  debates: () => import('../http/debates.test.ts'),
  evidence: () => import('../http/evidence.test.ts'),
  keys: () => import('../http/keys.test.ts'),
  problems: () => import('../http/problems.test.ts'),
  record: () => import('../http/record.test.ts'),
} as const;

/** Runs the suite once more, with every request through this door. */
export function runThrough(name: keyof typeof doors): void {
  enterBy(name);
  for (const [suite, load] of Object.entries(suites))
    describe(suite, async () => {
      await load();
    });
}
