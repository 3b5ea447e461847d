import { variables } from '../contract/env.ts';
import type { Environment } from './environment.ts';

const required = ['DATABASE_NAME', 'DATABASE_USER', 'DATABASE_PASSWORD'] as const;
const optional = ['DATABASE_PORT', 'DATABASE_CA_FILE'] as const;

/**
 * Composes DATABASE_URL from DATABASE_HOST, _NAME and so on, the members of an RDS secret; null if they are not set.
 * With DATABASE_CA_FILE the connection uses TLS and checks the server's certificate and name. Adds to `problems`.
 */
export function composeDatabaseUrl(environment: Environment, problems: string[]): string | null {
  const { DATABASE_HOST: host, DATABASE_URL: url } = environment;
  const given = [...required, ...optional].filter((name) => environment[name] !== undefined);
  if (host === undefined) {
    if (given.length > 0)
      problems.push(`${given.join(', ')}: only valid with DATABASE_HOST, which is not set.`);
    return null;
  }
  if (url !== undefined) {
    problems.push('DATABASE_URL and DATABASE_HOST are both set. Unset one of them.');
    return null;
  }
  const missing = required.filter((name) => environment[name] === undefined);
  if (missing.length > 0) problems.push(`DATABASE_HOST: it also needs ${missing.join(', ')}.`);
  const { DATABASE_PORT: port = variables.DATABASE_PORT.default, DATABASE_CA_FILE: caFile } = environment;
  if (!/^\d{1,5}$/.test(port)) problems.push(`DATABASE_PORT=${port}: it must be a port number.`);
  const [name = '', user = '', password = ''] = required.map((part) =>
    encodeURIComponent(environment[part] ?? ''),
  );
  const tls = caFile === undefined ? '' : `?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}`;
  const composed = `postgresql://${user}:${password}@${bracketed(host)}:${port}/${name}${tls}`;
  if (!URL.canParse(composed))
    problems.push(`DATABASE_HOST=${host}: it must be a host name or an IP address.`);
  return composed;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
