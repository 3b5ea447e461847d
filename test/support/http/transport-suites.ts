import { describe } from 'vitest';
import { type transports, useTransport } from './transports.ts';

const evidence = () => import('../../http/debates/evidence.test.ts');

/**
 * The HTTP test files that must also pass through a Lambda function, by its transport. The transports differ only
 * in how requests and responses are encoded, so each file passes through one of them; uploads pass through both.
 */
const suites = {
  address: {
    access: () => import('../../http/middleware/authentication.test.ts'),
    create: () => import('../../http/debates/create.test.ts'),
    'create, refused': () => import('../../http/debates/create-validation.test.ts'),
    evidence,
    keys: () => import('../../http/auth/key-routes.test.ts'),
    record: () => import('../../http/records/routes.test.ts'),
  },
  balancer: {
    commands: () => import('../../http/debates/commands.test.ts'),
    debates: () => import('../../http/debates/routes.test.ts'),
    evidence,
    problems: () => import('../../http/errors/problem-types.test.ts'),
  },
} as const satisfies Partial<Record<keyof typeof transports, object>>;

/** Runs the test files of this transport again, with every request through it. */
export function runSuitesOver(transport: keyof typeof suites): void {
  useTransport(transport);
  for (const [suite, load] of Object.entries(suites[transport]))
    describe(suite, async () => {
      await load();
    });
}
