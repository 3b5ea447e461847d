import { variables } from '../contract/env.ts';
import { EnvironmentError, type RawEnvironment } from './environment.ts';

const secretNames = Object.entries(variables).flatMap(([name, variable]) =>
  'secret' in variable ? [name] : [],
);

/**
 * Reads secrets from files, as container platforms provide them: NAME_FILE is the path of a file with the value of
 * NAME. One line break at its end is removed. Throws EnvironmentError.
 */
export function withSecretFiles(
  env: RawEnvironment,
  read: (path: string) => string,
  names: readonly string[] = secretNames,
): RawEnvironment {
  const problems: string[] = [];
  const secrets = names.flatMap((name): [string, string][] => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set. Unset one of them.`);
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
  return { ...env, ...Object.fromEntries(secrets) };
}
