import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import { profile } from '../../../../app/contract/profiles.ts';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import type { InputFile } from '../../../../infra/lint/lint.ts';
import { createApp } from '../../../support/infra/stacks.ts';

/** The stacks of a contract, with construct paths in the metadata as the `cdk` command writes them. */
export function createSite(contract: Contract): {
  readonly app: App;
  readonly folder: string;
  readonly remove: () => void;
} {
  // In TMPDIR, which the test runner removes: a rejected synthesis leaves files behind.
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-synth-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const props = { postCliContext: { 'aws:cdk:enable-path-metadata': true } };
  const { app } = createApp(folder, contract, { region: 'us-east-1' }, props);
  return { app, folder, remove };
}

/** The templates of a profile. */
export const templatesOf = (name: 'starter' | 'staging' | 'production' | 'hybrid'): readonly InputFile[] =>
  templatesWith(profile(name));

const templates = new Map<string, readonly InputFile[]>();

/** The templates of a contract, synthesized once for all test files of a worker. */
export const templatesWith = (contract: Contract): readonly InputFile[] =>
  templates.getOrInsertComputed(JSON.stringify(contract), () => synthesizeTemplates(contract));

function synthesizeTemplates(contract: Contract): readonly InputFile[] {
  const { app, remove } = createSite(contract);
  try {
    return app.synth().stacks.map(({ templateFile, templateFullPath }) => ({
      name: templateFile,
      text: readFileSync(templateFullPath, 'utf8'),
    }));
  } finally {
    remove();
  }
}
