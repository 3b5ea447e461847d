import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Contract } from '../../app/contract/contract.ts';
import { variablesFor } from '../../app/contract/env.ts';
import { factsOf } from '../../app/contract/facts.ts';
import type { Role } from '../../app/contract/variable.ts';
import { contractHash } from '../../app/contract-hash.ts';
import { databaseName } from './database.ts';
import type { Secrets } from './secrets.ts';

/** Where the parts are that the program needs. */
export interface Surroundings {
  readonly region: string;
  readonly databaseHost: string;
  readonly cacheUrl: string;
  readonly secrets: Secrets;
}

/** A value of a variable: a text; a secret and, of one that is JSON, its member; or the ARN of somebody's secret. */
export type Value =
  | string
  | { readonly secret: ISecret; readonly member?: string }
  | { readonly secretArn: string };

/** Amazon's authorities, in the image (see infra/Dockerfile) and where Lambda keeps them. */
const caFile = { image: '/etc/ssl/rds.pem', function: '/var/runtime/ca-cert.pem' };

/**
 * Every variable that app/contract/env.ts wants a deployment to set for a role, and those that the contract sets
 * besides; no other.
 */
export function environmentOf(contract: Contract, role: Role, around: Surroundings): Record<string, Value> {
  const { deployment, http, profile } = contract;
  const { secrets } = around;
  const values: Readonly<Record<string, Value>> = {
    PORT: String(http.port),
    METRICS_PORT: String(http.metricsPort),
    // The security group says who may connect.
    HOST: '0.0.0.0',
    ROSTRUM_PROFILE: profile,
    ROSTRUM_ROLE: role,
    ROSTRUM_CONTRACT: contractHash(contract),
    ROSTRUM_EMF: 'true',
    METRICS_ENABLED: 'true',
    // Of a part of a CPU Node sees a whole machine: "one a CPU" is said here.
    WORKERS: String(factsOf(contract)('node.processesPerTask')),
    AWS_REGION: around.region,
    DATABASE_HOST: around.databaseHost,
    DATABASE_PORT: String(deployment.database.port),
    DATABASE_NAME: databaseName,
    DATABASE_USER: { secret: secrets.database, member: 'username' },
    DATABASE_PASSWORD: { secret: secrets.database, member: 'password' },
    DATABASE_CA_FILE: role === 'function' ? caFile.function : caFile.image,
    REDIS_URL: around.cacheUrl,
    ROSTRUM_ADMIN_KEY: { secret: secrets.adminKey },
    ROSTRUM_KEY_PEPPER: { secret: secrets.keyPepper },
    ROSTRUM_SIGNING_KEY: { secret: secrets.signingKey },
  };
  const wanted = variablesFor(role, 'deployment');
  const missing = wanted.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0)
    throw new Error(
      `app/contract/env.ts wants a deployment to set ${missing.join(', ')} for the role ${role}; ` +
        'say in infra/constructs/environment.ts what to.',
    );
  const set = Object.entries(values).filter(([name]) => wanted.includes(name));
  return { ...Object.fromEntries(set), ...settingsOf(contract, role) };
}

/** What whoever deploys wants set, of what this role reads. */
function settingsOf({ deployment: { settings } }: Contract, role: Role): Record<string, Value> {
  const { values, secretArns } = settings;
  const given: [string, Value][] = [
    ...Object.entries(values),
    ...Object.entries(secretArns).map(([name, secretArn]): [string, Value] => [name, { secretArn }]),
  ];
  const read = variablesFor(role, 'person');
  return Object.fromEntries(given.filter(([name]) => read.includes(name)));
}
