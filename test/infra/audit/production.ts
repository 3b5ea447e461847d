import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Contract } from '../../../app/contract/contract.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { File } from '../../../infra/audit/audit.ts';
import { createSite } from '../../../infra/site.ts';

/** An app with the stacks of a contract, as infra/main.ts makes them, in a folder of its own. */
export function siteOf(contract: Contract): { readonly app: App; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-synth-'));
  const code = join(folder, 'code');
  writeFileSync(code, '');
  const app = new App({
    outdir: join(folder, 'cdk.out'),
    builtinCloudFormationValidation: false,
    postCliContext: { 'aws:cdk:enable-path-metadata': true },
  });
  const lambda = mkdtempSync(join(folder, 'lambda-'));
  writeFileSync(join(lambda, 'handler.mjs'), 'export const handler = () => {};');
  createSite(app, {
    contract,
    region: 'us-east-1',
    zones: null,
    imageUri: 'public.ecr.aws/rostrum/rostrum:1',
    databaseHost: null,
    code: { program: lambda, migration: lambda },
  });
  return { app, folder };
}

/** The templates of a profile, synthesized once. */
export function templatesOf(name: 'production' | 'staging' | 'hybrid'): readonly File[] {
  const { app, folder } = siteOf(profile(name));
  try {
    return app.synth().stacks.map(({ templateFile, templateFullPath }) => ({
      name: templateFile,
      text: readFileSync(templateFullPath, 'utf8'),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
