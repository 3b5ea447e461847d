import { registerHooks } from 'node:module';
import { processNameVariable } from '../../app/runtime/supervisor/process.ts';
import { applyChanges, isChanged } from './changes.ts';
import { bootVariable, crashVariable } from './variables.ts';

/** Preload of every process of an experiment; those that run from their sources get the changes from it. */
const bootMs = Number(process.env[bootVariable] ?? 0);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    return isChanged(url) ? { ...loaded, source: applyChanges(url, String(loaded.source)) } : loaded;
  },
});

/** Imitates the slow start of a large image on a cold machine. */
if (bootMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, bootMs);

const name = process.env[processNameVariable];
if (name !== undefined && name === process.env[crashVariable])
  throw new Error('crash at the start, as the experiment requested');
