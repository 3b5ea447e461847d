import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customProfile } from '../../../../app/contract/profiles/custom.ts';
import { profile } from '../../../../app/contract/profiles.ts';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import { contractErrors } from '../../../../infra/checks/contract-errors.ts';
import { addValidationPlugins } from '../../../../infra/checks/validation-plugins.ts';
import { captureOutput } from '../../../support/infra/capture-output.ts';
import { createApp } from '../../../support/infra/stacks.ts';

export type Value = string | number | boolean | null | Readonly<Record<string, string>>;

/** Values of a custom profile that differ from production, by path: `deployment.web.tasksMax`. */
export type Changes = Readonly<Record<string, Value>>;

/** The custom profile with these changes, as an operator writes them into app/contract/profiles/custom.ts. */
function contractWith(changes: Changes): Contract {
  Object.assign(customProfile, { deployment: {} }, nest(changes));
  return profile('custom');
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nest(changes: Changes): object {
  const byHead = Map.groupBy(Object.entries(changes), ([path]) => path.split('.', 1).join());
  return Object.fromEntries(
    [...byHead].map(([head, entries]) => {
      const rest = entries.map(([path, value]) => [path.slice(head.length + 1), value] as const);
      const [[path, value] = ['', null]] = rest;
      return [head, path === '' ? value : nest(Object.fromEntries(rest))];
    }),
  );
}

/** Why these changes cannot be deployed: one sentence each. */
export const errorsWith = (changes: Changes): string[] => contractErrors(contractWith(changes));

/** The output of a synthesis with all validations; an empty text if these changes can be deployed. */
export function synthesizeWith(changes: Changes): string {
  const contract = contractWith(changes);
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-options-'));
  const props = {
    postCliContext: { 'aws:cdk:enable-path-metadata': true },
    builtinCloudFormationValidation: true,
  };
  try {
    return captureOutput(() => {
      const { app } = createApp(folder, contract, { region: 'us-east-1' }, props);
      addValidationPlugins(app);
      app.synth();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
