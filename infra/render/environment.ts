import type { Contract } from '../../app/contract/contract.ts';
import { type VariableName, variables, variablesFor } from '../../app/contract/env.ts';
import { factsOf } from '../../app/contract/facts.ts';
import { contractHash } from '../../app/contract-hash.ts';

/** What is not on AWS has these roles. */
export type ServiceRole = 'web' | 'worker' | 'migrate';

/** Where the parts are that the program needs, by the names that they have in a network. */
export interface Surroundings {
  readonly databaseHost: string;
  readonly redisUrl: string;
}

export const databaseName = 'rostrum';

/** The variables of a role that are no secrets. A name that is missing here is missing in every rendered output. */
export function environmentOf(
  contract: Contract,
  role: ServiceRole,
  { databaseHost, redisUrl }: Surroundings,
): Record<string, string> {
  const values: Readonly<Partial<Record<VariableName, string>>> = {
    PORT: String(contract.http.port),
    METRICS_PORT: String(contract.http.metricsPort),
    HOST: '0.0.0.0',
    ROSTRUM_PROFILE: contract.profile,
    ROSTRUM_ROLE: role,
    ROSTRUM_CONTRACT: contractHash(contract),
    DATABASE_HOST: databaseHost,
    DATABASE_PORT: '5432',
    DATABASE_NAME: databaseName,
    DATABASE_USER: databaseName,
    REDIS_URL: redisUrl,
    WORKERS: String(factsOf(contract)('node.processesPerTask')),
    METRICS_ENABLED: 'true',
  };
  const wanted = new Set<string>(variablesFor(role, 'deployment'));
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted.has(name)));
}

/** The secrets of a role that a deployment must give it. */
export const secretsFor = (role: ServiceRole): string[] =>
  variablesFor(role, 'deployment').filter((name) => isSecret(name) && name !== 'REDIS_URL');

const isSecret = (name: string): boolean =>
  Object.entries(variables).some(([known, variable]) => known === name && 'secret' in variable);
