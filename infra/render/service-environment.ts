import { contractHash } from '../../app/config/contract-hash.ts';
import { databaseName } from '../../app/contract/database-name.ts';
import { type VariableName, variables, variablesFor } from '../../app/contract/env.ts';
import { createFactLookup } from '../../app/contract/facts.ts';
import { formatProfile } from '../../app/contract/profile-file.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

/** The roles of deployments that are not on AWS. */
export type ServiceRole = 'web' | 'worker' | 'migrate';

/** The addresses of the program's dependencies in the deployment's network. */
export interface ServiceEndpoints {
  readonly databaseHost: string;
  readonly redisUrl: string;
}

/** A role's variables that are not secrets. Every rendered output uses this list. */
export function createServiceEnvironment(
  contract: Contract,
  role: ServiceRole,
  { databaseHost, redisUrl }: ServiceEndpoints,
): Record<string, string> {
  const values: Readonly<Partial<Record<VariableName, string>>> = {
    PORT: String(contract.http.port),
    METRICS_PORT: String(contract.http.metricsPort),
    HOST: '0.0.0.0',
    ROSTRUM_PROFILE: formatProfile(contract),
    ROSTRUM_ROLE: role,
    ROSTRUM_TRUSTED_PROXIES: String(contract.edge.trustedProxies),
    ROSTRUM_CONTRACT: contractHash(contract),
    DATABASE_HOST: databaseHost,
    DATABASE_PORT: '5432',
    DATABASE_NAME: databaseName,
    DATABASE_USER: databaseName,
    REDIS_URL: redisUrl,
    WORKERS: String(createFactLookup(contract)('node.processesPerTask')),
    METRICS_ENABLED: 'true',
  };
  const required = new Set<string>(variablesFor(role, 'deployment'));
  return Object.fromEntries(Object.entries(values).filter(([name]) => required.has(name)));
}

/** The variables of a role that an operator may set: models, origins, sizes. The deployment has its own database. */
export const operatorVariables = (role: ServiceRole): string[] =>
  variablesFor(role, 'operator').filter((name) => name !== 'DATABASE_URL');

/** The secrets that a deployment must provide for a role. */
export const requiredSecrets = (role: ServiceRole): string[] =>
  variablesFor(role, 'deployment').filter((name) => isSecretVariable(name) && name !== 'REDIS_URL');

export const isSecretVariable = (name: string): boolean =>
  Object.entries(variables).some(([known, variable]) => known === name && 'secret' in variable);
