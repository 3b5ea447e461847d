import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import prices from '../../../app/agents/prices.json' with { type: 'json' };
import type { AgentSettings } from '../../../app/contract/types/agents.ts';
import { inferenceProfile } from '../../../app/shared/inference-profiles.ts';
import { acknowledgeWildcard } from './wildcards.ts';

/** Regions of an inference profile: `global.` anywhere, `eu.` in Europe. Without a prefix: the model's own region. */
const inferenceProfilePrefix = /^(?:global|us|eu|apac|jp|au|us-gov)\./;

/** Grants a role the Bedrock models with a known price only. */
export function grantModels(
  role: iam.IRole,
  { bedrockRegions }: Pick<AgentSettings, 'bedrockRegions'>,
): void {
  const stack = Stack.of(role);
  const arn = (region: string, account: string, resource: string) =>
    `arn:${stack.partition}:bedrock:${region}:${account}:${resource}`;
  const regions = bedrockRegions === 'global' ? '*' : `${bedrockRegions}-*`;
  const resources = Object.keys(prices.bedrock.models).flatMap((known) => {
    const model = inferenceProfile(known, bedrockRegions);
    const foundationModel = model.replace(inferenceProfilePrefix, '');
    if (foundationModel === model) return [arn(stack.region, '', `foundation-model/${model}`)];
    const inRegions = arn(regions, '', `foundation-model/${foundationModel}`);
    acknowledgeWildcard(role, 'models', inRegions);
    return [arn(stack.region, stack.account, `inference-profile/${model}`), inRegions];
  });
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources,
    }),
  );
}
