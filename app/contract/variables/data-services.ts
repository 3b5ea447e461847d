import { allRoles, modelRoles, setBy, taskRoles, type Variable } from '../variable.ts';

/** The database and the bus between processes. */
export const dataServiceVariables = {
  DATABASE_URL: {
    setByRole: setBy('operator', ...allRoles),
    description: 'PostgreSQL; without it the embedded database is used',
    secret: true,
  },
  DATABASE_HOST: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Host of PostgreSQL, instead of DATABASE_URL, so that only the password comes from a secret',
    example: 'rostrum.cluster-abc.eu-central-1.rds.amazonaws.com',
  },
  DATABASE_PORT: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Goes with DATABASE_HOST',
    default: '5432',
  },
  DATABASE_NAME: { setByRole: setBy('deployment', ...allRoles), description: 'Goes with DATABASE_HOST' },
  DATABASE_USER: { setByRole: setBy('deployment', ...allRoles), description: 'Goes with DATABASE_HOST' },
  DATABASE_PASSWORD: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Goes with DATABASE_HOST',
    secret: true,
  },
  DATABASE_CA_FILE: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'PEM file with the CA certificates for DATABASE_HOST; turns TLS on. ' +
      'Node does not include the CA of RDS; on Lambda it is in /var/runtime/ca-cert.pem',
    example: '/etc/ssl/rds.pem',
  },
  DATABASE_CONNECTIONS: {
    setByRole: setBy('operator', ...taskRoles),
    description:
      'Connections that the processes of this program (WORKERS) may open together; default: what the server allows, ' +
      'less a reserve. Set it where programs share a server: web and worker that are started apart, for example',
    example: '40',
  },
  REDIS_URL: {
    setByRole: setBy('deployment', ...modelRoles),
    description: 'Redis or Valkey for live frames between processes; rediss:// for TLS',
    secret: true,
  },
} as const satisfies Readonly<Record<string, Variable>>;
