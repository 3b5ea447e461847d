import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { contractHash } from '../../../app/config/contract-hash.ts';
import { databaseName } from '../../../app/contract/database-name.ts';
import { variablesFor } from '../../../app/contract/env.ts';
import { createFactLookup } from '../../../app/contract/facts.ts';
import { formatProfile } from '../../../app/contract/profile-file.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ProcessRole } from '../../../app/contract/variable.ts';
import type { RostrumSecrets } from '../data/secrets.ts';

/** Addresses and secrets of the services that the program uses. */
export interface TaskEndpoints {
  readonly databaseHost: string;
  /** null: without a cache. */
  readonly cacheUrl: string | null;
  readonly secrets: RostrumSecrets;
}

/** A text, a secret of the stack (with the member, if it is JSON), or the ARN of an operator's secret. */
export type EnvironmentValue =
  | string
  | { readonly secret: ISecret; readonly member?: string }
  | { readonly secretArn: string };

/** CA certificates of RDS: in the image (see infra/Dockerfile), and on Lambda. */
const caFiles = { image: '/etc/ssl/rds.pem', function: '/var/runtime/ca-cert.pem' };

/** The variables that app/contract/env.ts declares as set by the deployment, and the operator's settings. */
export function createTaskEnvironment(
  contract: Contract,
  role: ProcessRole,
  region: string,
  endpoints: TaskEndpoints,
): Record<string, EnvironmentValue> {
  const { deployment, http } = contract;
  const { secrets } = endpoints;
  const values: Readonly<Record<string, EnvironmentValue>> = {
    PORT: String(http.port),
    METRICS_PORT: String(http.metricsPort),
    // The security group decides which addresses may connect.
    HOST: '0.0.0.0',
    ROSTRUM_PROFILE: formatProfile(contract),
    ROSTRUM_ROLE: role,
    ROSTRUM_TRUSTED_PROXIES: String(contract.edge.trustedProxies),
    ROSTRUM_CONTRACT: contractHash(contract),
    ROSTRUM_EMF: 'true',
    METRICS_ENABLED: 'true',
    // With a fraction of a CPU Node sees the whole machine, so the number of processes is set here.
    WORKERS: String(createFactLookup(contract)('node.processesPerTask')),
    AWS_REGION: region,
    DATABASE_HOST: endpoints.databaseHost,
    DATABASE_PORT: String(deployment.database.port),
    DATABASE_NAME: databaseName,
    DATABASE_USER: { secret: secrets.database, member: 'username' },
    DATABASE_PASSWORD: { secret: secrets.database, member: 'password' },
    DATABASE_CA_FILE: role === 'function' ? caFiles.function : caFiles.image,
    ...(endpoints.cacheUrl === null ? {} : { REDIS_URL: endpoints.cacheUrl }),
    ROSTRUM_ADMIN_KEY: { secret: secrets.adminKey },
    ROSTRUM_KEY_PEPPER: { secret: secrets.keyPepper },
    ROSTRUM_SIGNING_KEY: { secret: secrets.signingKey },
  };
  const required = variablesFor(role, 'deployment').filter(
    (name) => name !== 'REDIS_URL' || endpoints.cacheUrl !== null,
  );
  const missing = required.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0)
    throw new Error(
      `app/contract/env.ts wants a deployment to set ${missing.join(', ')} for the role ${role}; ` +
        'say in infra/constructs/compute/task-environment.ts what to.',
    );
  const set = Object.entries(values).filter(([name]) => required.includes(name));
  return { ...Object.fromEntries(set), ...operatorSettings(contract, role) };
}

/** The operator's settings that this role reads. */
function operatorSettings(
  { deployment: { settings } }: Contract,
  role: ProcessRole,
): Record<string, EnvironmentValue> {
  const { values, secretArns } = settings;
  const entries: [string, EnvironmentValue][] = [
    ...Object.entries(values),
    ...Object.entries(secretArns).map(([name, secretArn]): [string, EnvironmentValue] => [
      name,
      { secretArn },
    ]),
  ];
  const readable = variablesFor(role, 'operator');
  return Object.fromEntries(entries.filter(([name]) => readable.includes(name)));
}
