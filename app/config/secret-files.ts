import { variables } from '../contract/env.ts';
import { EnvironmentError } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

const secret = Object.entries(variables).flatMap(([name, variable]) => ('secret' in variable ? [name] : []));

/**
 * Secrets can be files, as containers are given them: NAME_FILE says where the value of NAME is. An end of line after
 * it does not belong to it. Throws BadEnvironment.
 */
export function withSecretFiles(env: Env, read: (path: string) => string): Env {
  const problems: string[] = [];
  const found = secret.flatMap((name): [string, string][] => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) problems.push(`${name} and ${name}_FILE both say what it is. Unset one of them.`);
    try {
      return [[name, read(path).replace(/\r?\n$/, '')]];
    } catch (error) {
      problems.push(
        `${name}_FILE=${path} cannot be read: ${error instanceof Error ? error.message : error}.`,
      );
      return [];
    }
  });
  if (problems.length > 0) throw new EnvironmentError(problems);
  return { ...env, ...Object.fromEntries(found) };
}
