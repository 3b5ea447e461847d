import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { profile } from '../app/contract/profiles.ts';
import { ContractError } from './checks/contract-errors.ts';
import { buildLambdaAssets } from './lambda/assets.ts';
import { OperationalRules } from './lint/cdk-plugin.ts';
import { checkContextKeys, InvalidContextError, readContextOptions } from './stacks/context-options.ts';
import { createStacks } from './stacks/create-stacks.ts';

/**
 * What `cdk` runs: the stacks of a profile. Everything that is wrong with them fails here, before anything is deployed:
 * invariants of the contract, the schemas of CloudFormation, and the rules of AWS Solutions.
 */
async function main(): Promise<void> {
  const app = new App();
  checkContextKeys(Object.keys(app.node.getAllContext()));
  const options = readContextOptions((key) => app.node.tryGetContext(key), process.env.CDK_DEFAULT_REGION);
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app, { verbose: true }),
    new OperationalRules('warning'),
  );
  createStacks(app, { ...options, contract: profile(options.profile), code: await buildLambdaAssets() });
  app.synth();
}

main().catch((error: unknown) => {
  const isExpected = error instanceof InvalidContextError || error instanceof ContractError;
  process.stderr.write(
    `\n${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n\n`,
  );
  process.exit(1);
});
