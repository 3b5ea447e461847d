import { App } from 'aws-cdk-lib/core';
import { ContractError } from './checks/contract-errors.ts';
import { addValidationPlugins } from './checks/validation-plugins.ts';
import { PropsError } from './constructs/props-errors.ts';
import { buildLambdaAssets } from './lambda/assets.ts';
import { checkContextKeys, InvalidContextError, readContextOptions } from './stacks/context-options.ts';
import { refuseLostDebates } from './stacks/deployed-template.ts';
import { createStack } from './stacks/rostrum-stack.ts';

/** The CDK app: the stack of a profile, checked against the contract's invariants, AWS limits, schemas and cdk-nag. */
export async function main(): Promise<void> {
  const app = new App();
  checkContextKeys(Object.keys(app.node.getAllContext()));
  const options = readContextOptions((key) => app.node.tryGetContext(key), process.env.CDK_DEFAULT_REGION);
  addValidationPlugins(app);
  const stack = createStack(app, { ...options, code: await buildLambdaAssets() });
  // Before the synthesis, which overwrites the template of the last one.
  refuseLostDebates(app, stack, options.deployedFile);
  app.synth();
}

/** Errors that an operator can fix are one message; any other is a bug. */
export function exitWithError(error: unknown): void {
  const expected = [InvalidContextError, ContractError, PropsError];
  const isExpected = error instanceof Error && expected.some((kind) => error instanceof kind);
  process.stderr.write(
    `\n${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n\n`,
  );
  process.exit(1);
}
