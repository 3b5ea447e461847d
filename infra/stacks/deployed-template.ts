import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { App, Stack } from 'aws-cdk-lib/core';
import { databaseIn, lostDebates, type OwnDatabase } from '../checks/database-change.ts';
import { asObject, type JsonObject } from '../synth/normalize.ts';
import { InvalidContextError } from './context-options.ts';

/**
 * Refuses a stack whose database would begin empty although the deployed one has debates. CloudFormation refuses only
 * some of these changes. What is deployed is the template in `deployedFile`, or else the one that the last synthesis
 * of this stack left in the output folder, so that no network is needed.
 */
export function refuseLostDebates(app: App, stack: Stack, deployedFile: string | null): void {
  const lastFile = join(app.outdir, stack.templateFile);
  const file = deployedFile ?? (existsSync(lastFile) ? lastFile : null);
  if (file === null) return;
  const reason = lostDebates(databaseIn(readTemplate(file)), databaseOf(stack));
  if (reason === null) return;
  const way =
    deployedFile === null
      ? ` This is compared with ${file}: if that was never deployed, delete it, or give the template that is ` +
        'deployed with -c deployed=FILE.'
      : '';
  throw new InvalidContextError(`${stack.stackName}: ${reason}.${way}`);
}

/** A file with a template in JSON, or with the answer of GetTemplate. */
function readTemplate(file: string): JsonObject {
  try {
    const value = asObject(JSON.parse(readFileSync(file, 'utf8')));
    const template = 'TemplateBody' in value ? asObject(value.TemplateBody) : value;
    if (Object.keys(asObject(template.Resources)).length > 0) return template;
  } catch {
    // The sentence below covers a file that is missing or no JSON, too.
  }
  throw new InvalidContextError(
    `-c deployed: ${file} is no template in JSON: write it with aws cloudformation get-template --stack-name NAME ` +
      '--query TemplateBody, or delete it.',
  );
}

function databaseOf(stack: Stack): OwnDatabase | null {
  const keyOf = (key: unknown) => (key === undefined ? null : JSON.stringify(stack.resolve(key)));
  for (const one of stack.node.findAll()) {
    if (one instanceof rds.CfnDBCluster) {
      const { snapshotIdentifier: snapshot = null, kmsKeyId } = one;
      return { id: stack.getLogicalId(one), kind: 'aurora', snapshot, key: keyOf(kmsKeyId) };
    }
    if (one instanceof rds.CfnDBInstance && one.dbClusterIdentifier === undefined)
      return { id: stack.getLogicalId(one), kind: 'rds', snapshot: null, key: keyOf(one.kmsKeyId) };
  }
  return null;
}
