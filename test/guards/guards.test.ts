import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assertGuardExists, guards, removeGuard } from './guards.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const timeoutMs = 120_000;

describe('guards', () => {
  it.each(guards)('are in the file that the table names: $name', (guard) => {
    expect(() => assertGuardExists(guard)).not.toThrow();
  });

  it('cause an error when they are missing or ambiguous', () => {
    const [guard = never()] = guards;
    expect(() => removeGuard(guard, 'something else')).toThrow(guard.file);
    expect(() => removeGuard(guard, guard.original + guard.original)).toThrow(guard.name);
  });

  it('make their test fail when they are removed', { timeout: timeoutMs }, async () => {
    const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
    const { stdout } = await promisify(execFile)(process.execPath, [main], { env });
    for (const { name } of guards) expect(stdout).toMatch(new RegExp(`without the ${name} .*\\n.* fails: `));
  });
});

function never(): never {
  throw new Error('no guards');
}
