import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '../../../app/contract/contract.ts';
import { own } from '../../../app/contract/own.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { addChecks } from '../../../infra/checks.ts';
import { contractFaults } from '../../../infra/faults.ts';
import { saidBy } from '../../support/said.ts';
import { appIn } from '../../support/site.ts';

export type Value = string | number | boolean | null | Readonly<Record<string, string>>;

/** Values of a profile of one's own that differ from production, by their paths: `deployment.web.tasksMax`. */
export type Changes = Readonly<Record<string, Value>>;

/** The profile `own` with these changes, as a person writes them into app/contract/own.ts. */
function contractWith(changes: Changes): Contract {
  Object.assign(own, { deployment: {} }, nested(changes));
  return profile('own');
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(changes: Changes): object {
  const byHead = Map.groupBy(Object.entries(changes), ([path]) => path.split('.', 1).join());
  return Object.fromEntries(
    [...byHead].map(([head, entries]) => {
      const rest = entries.map(([path, value]) => [path.slice(head.length + 1), value] as const);
      const [[path, value] = ['', null]] = rest;
      return [head, path === '' ? value : nested(Object.fromEntries(rest))];
    }),
  );
}

/** Why these changes cannot be deployed: a sentence each. */
export const refusalsOf = (changes: Changes): string[] => contractFaults(contractWith(changes));

/** What a synthesis with every check says of these changes; an empty text: they can be deployed. */
export function synthesisOf(changes: Changes): string {
  const contract = contractWith(changes);
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-options-'));
  const props = {
    postCliContext: { 'aws:cdk:enable-path-metadata': true },
    builtinCloudFormationValidation: true,
  };
  try {
    return saidBy(() => {
      const { app } = appIn(folder, contract, { region: 'us-east-1' }, props);
      addChecks(app);
      app.synth();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
