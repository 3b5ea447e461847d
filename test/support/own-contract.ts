import { registerHooks } from 'node:module';
import { contractVariable } from './with-contract.ts';

/**
 * Runs in a process before the program does, and before anything of the program is loaded: the profile `own`, which
 * names differences to production, names the whole of a test's contract.
 */
const source = `export const own = ${process.env[contractVariable] ?? '{}'};`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/app/contract/own.ts')
      ? { format: 'module', source, shortCircuit: true }
      : next(url, context),
});
