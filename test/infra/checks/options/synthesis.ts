import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedProfile, parseProfile } from '../../../../app/contract/profile-file.ts';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import { contractErrors } from '../../../../infra/checks/contract-errors.ts';
import { addValidationPlugins } from '../../../../infra/checks/validation-plugins.ts';
import type { ContextOptions } from '../../../../infra/stacks/context-options.ts';
import { captureOutput } from '../../../support/infra/capture-output.ts';
import { createApp } from '../../../support/infra/stacks.ts';

export type Value = string | number | boolean | null | Readonly<Record<string, string>>;

/** Values of one option. */
export interface TestValues {
  /** Each can be deployed with production's other values. */
  readonly accepted: readonly Value[];
  readonly rejected: readonly Value[];
}

/** Values of a profile file that differ from production, by path: `deployment.web.tasksMax`. */
export type Changes = Readonly<Record<string, Value>>;

/** A profile file with these changes, as an operator writes it. */
const parseChanges = (changes: Changes): ParsedProfile =>
  parseProfile(JSON.stringify({ extends: 'production', ...nest(changes) }), 'ours');

function contractWith(changes: Changes): Contract {
  const parsed = parseChanges(changes);
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.contract;
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
export function errorsWith(changes: Changes): readonly string[] {
  const parsed = parseChanges(changes);
  return 'problems' in parsed ? parsed.problems : contractErrors(parsed.contract);
}

/** The output of a synthesis with all validations; an empty text if these changes can be deployed. */
export function synthesizeWith(changes: Changes, options: Partial<ContextOptions> = {}): string {
  const contract = contractWith(changes);
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-options-'));
  const props = {
    postCliContext: { 'aws:cdk:enable-path-metadata': true },
    builtinCloudFormationValidation: true,
  };
  try {
    return captureOutput(() => {
      const { app } = createApp(folder, contract, { region: 'us-east-1', ...options }, props);
      addValidationPlugins(app);
      app.synth();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
