import { describe } from 'vitest';
import { type transports, useTransport } from './transports.ts';

/** The HTTP test files that must also pass through a Lambda function. */
const suites = {
  access: () => import('../../http/middleware/authentication.test.ts'),
  commands: () => import('../../http/debates/commands.test.ts'),
  create: () => import('../../http/debates/create.test.ts'),
  'create, refused': () => import('../../http/debates/create-validation.test.ts'),
  debates: () => import('../../http/debates/routes.test.ts'),
  evidence: () => import('../../http/debates/evidence.test.ts'),
  keys: () => import('../../http/auth/key-routes.test.ts'),
  problems: () => import('../../http/errors/problem-types.test.ts'),
  record: () => import('../../http/records/routes.test.ts'),
} as const;

/** Runs these test files again, with every request through this transport. */
export function runSuitesOver(transport: keyof typeof transports): void {
  useTransport(transport);
  for (const [suite, load] of Object.entries(suites))
    describe(suite, async () => {
      await load();
    });
}
