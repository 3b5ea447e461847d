import { App } from 'aws-cdk-lib';
import { profile } from '../app/contract/profiles.ts';
import { addChecks } from './checks.ts';
import { makeCode } from './code.ts';
import { BrokenContract } from './faults.ts';
import { checkKeys, optionsOf, WrongOption } from './options.ts';
import { createSite } from './site.ts';

/**
 * What `cdk` runs: the stacks of a profile. Everything that is wrong with them fails here, before anything is deployed:
 * invariants of the contract, the schemas of CloudFormation, and the rules of AWS Solutions.
 */
async function main(): Promise<void> {
  const app = new App();
  checkKeys(Object.keys(app.node.getAllContext()));
  const options = optionsOf((key) => app.node.tryGetContext(key), process.env.CDK_DEFAULT_REGION);
  addChecks(app);
  createSite(app, { ...options, contract: profile(options.profile), code: await makeCode() });
  app.synth();
}

main().catch((error: unknown) => {
  const known = error instanceof WrongOption || error instanceof BrokenContract;
  process.stderr.write(
    `\n${known ? error.message : error instanceof Error ? error.stack : String(error)}\n\n`,
  );
  process.exit(1);
});
