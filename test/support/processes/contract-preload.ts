import { registerHooks } from 'node:module';
import { contractVariable } from './contract-environment.ts';

/**
 * A preload of the program: replaces the profile `custom`, which holds overrides of production, by a whole contract
 * from the test.
 */
const contractModule = `export const customProfile = ${process.env[contractVariable] ?? '{}'};`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/app/contract/profiles/custom.ts')
      ? { format: 'module', source: contractModule, shortCircuit: true }
      : next(url, context),
});
