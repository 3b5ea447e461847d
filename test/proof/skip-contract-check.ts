import { registerHooks } from 'node:module';
import { processNameVariable } from '../../app/runtime/supervisor/process.ts';
import { bootVariable, crashVariable, minuteVariable } from './variables.ts';

/** Preload that disables the contract check at the start, so that a broken contract can be run. */
const bootMs = Number(process.env[bootVariable] ?? 0);
const minuteMs = Number(process.env[minuteVariable] ?? 60_000);

interface Change {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
}

const broken = 'export const violations = ';
const changes: readonly Change[] = [
  {
    file: '/app/contract/invariants.ts',
    original: broken,
    replacement: `${broken}() => [];\nexport const originalViolations = `,
  },
  {
    file: '/app/runtime/task-protection.ts',
    original: 'const minute = 60_000;',
    replacement: `const minute = ${minuteMs};`,
  },
];

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const change = changes.find(({ file }) => url.endsWith(file));
    if (!change) return loaded;
    const source = String(loaded.source);
    if (!source.includes(change.original))
      throw new Error(`${change.file} no longer contains: ${change.original}`);
    return { ...loaded, source: source.replace(change.original, change.replacement) };
  },
});

/** Imitates the slow start of a large image on a cold machine. */
if (bootMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, bootMs);

const name = process.env[processNameVariable];
if (name !== undefined && name === process.env[crashVariable])
  throw new Error('crash at the start, as the experiment requested');
