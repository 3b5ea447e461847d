import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { readModelCatalog } from '../../../app/agents/prices.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { acknowledgeWildcard } from './wildcards.ts';

/** Regions of an inference profile: `global.` anywhere, `eu.` in Europe. Without a prefix: the model's own region. */
const inferenceProfilePrefix = /^(?:global|us|eu|apac|jp|au|us-gov)\./;

/** Grants a role the Bedrock models with a known price only. */
export function grantModels(role: iam.IRole, { agents }: Contract): void {
  const stack = Stack.of(role);
  const arn = (region: string, account: string, resource: string) =>
    `arn:${stack.partition}:bedrock:${region}:${account}:${resource}`;
  const resources = Object.keys(readModelCatalog(null, agents.bedrockRegions).bedrock.models).flatMap(
    (model) => {
      const foundationModel = model.replace(inferenceProfilePrefix, '');
      if (foundationModel === model) return [arn(stack.region, '', `foundation-model/${model}`)];
      const anyRegion = arn('*', '', `foundation-model/${foundationModel}`);
      acknowledgeWildcard(role, 'models', anyRegion);
      return [arn(stack.region, stack.account, `inference-profile/${model}`), anyRegion];
    },
  );
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources,
    }),
  );
}
