import { registerHooks } from 'node:module';
import { contractVariable } from './contract-environment.ts';

/**
 * Runs in a process before the program does, and before anything of the program is loaded: the profile `custom`, which
 * names differences to production, names the whole of a test's contract.
 */
const contractModule = `export const customProfile = ${process.env[contractVariable] ?? '{}'};`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/app/contract/profiles/custom.ts')
      ? { format: 'module', source: contractModule, shortCircuit: true }
      : next(url, context),
});
