import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import prices from '../../app/agents/prices.json' with { type: 'json' };
import { acknowledgeWildcard } from './wildcards.ts';

/** Where a profile may send a call: `global.` anywhere, `eu.` in a continent. Without one, the model's own region. */
const profilePrefix = /^(?:global|us|eu|apac|jp|au|us-gov)\./;

/** Lets a role call the models of Bedrock that have a price, and no other. */
export function allowModels(role: iam.IRole): void {
  const stack = Stack.of(role);
  const arn = (region: string, account: string, resource: string) =>
    `arn:${stack.partition}:bedrock:${region}:${account}:${resource}`;
  const resources = Object.keys(prices.bedrock.models).flatMap((model) => {
    const foundation = model.replace(profilePrefix, '');
    if (foundation === model) return [arn(stack.region, '', `foundation-model/${model}`)];
    const anywhere = arn('*', '', `foundation-model/${foundation}`);
    acknowledgeWildcard(role, 'models', anywhere);
    return [arn(stack.region, stack.account, `inference-profile/${model}`), anywhere];
  });
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources,
    }),
  );
}
