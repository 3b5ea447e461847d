import type { Overrides } from '../../../app/contract/overrides.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** A mistake in a profile file that extends production. */
export interface ContractMistake {
  readonly name: string;
  readonly changes: Overrides<Contract>;
  /** What the sentence that refuses it names. */
  readonly names: string;
}

const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:models-AbCdEf';
const hour = 3_600_000;

export const contractMistakes: readonly ContractMistake[] = [
  {
    name: 'the name of the deployment is too long for ElastiCache',
    changes: { profile: 'debates-of-the-whole-organization' },
    names: 'at most 32',
  },
  {
    name: 'a canary and its bake time take longer than CloudFormation waits',
    changes: { deployment: { rollout: { canaryMs: 20 * hour, bakeMs: 20 * hour } } },
    names: 'rollout-within-operation',
  },
  {
    name: 'the minimum of web tasks exceeds the maximum',
    changes: { deployment: { web: { tasksMin: 12 } } },
    names: 'tasksMax',
  },
  {
    name: 'no CloudFront, but two proxies are trusted: a caller could choose its address',
    changes: { deployment: { ingress: 'internet' } },
    names: 'edge.trustedProxies must be 1',
  },
  {
    name: 'the certificate of CloudFront is in another region',
    changes: {
      deployment: {
        naming: {
          domain: 'debates.example',
          certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/ab-cd',
        },
      },
    },
    names: 'accepts them from us-east-1 only',
  },
  {
    name: 'tasks that reach only AWS, with the key of another provider',
    changes: {
      deployment: {
        network: { tasks: 'endpoints' },
        settings: { secretArns: { ANTHROPIC_API_KEY: secretArn } },
      },
    },
    names: 'deployment.network.tasks is endpoints',
  },
  {
    name: 'workers, but no cache that connects them to viewers',
    changes: { deployment: { cache: { enabled: false } } },
    names: 'services to combined',
  },
  {
    name: 'the key of a provider as plain text',
    changes: { deployment: { settings: { values: { ANTHROPIC_API_KEY: 'sk-ant-1' } } } },
    names: 'store it in Secrets Manager',
  },
  {
    name: 'more connections than the database accepts',
    changes: { deployment: { database: { connectionsMax: 100 } } },
    names: 'connections-within-database',
  },
  {
    name: 'the database pauses under workers that ask it every second',
    changes: { deployment: { database: { capacityMin: 0, pauseMs: 600_000 } } },
    names: 'pausing-database-not-polled',
  },
  {
    name: 'a database of the account, which the network of the deployment does not reach',
    changes: { deployment: { existing: { databaseHost: 'postgres.example', databaseSecretArn: secretArn } } },
    names: 'databaseHost needs deployment.existing.vpcId',
  },
];
