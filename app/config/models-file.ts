import { AgentConfigError } from '../agents/agent.ts';
import { readModelServers } from '../agents/servers/model-servers.ts';
import type { RawEnvironment } from './environment.ts';
import { withSecretFiles } from './secret-files.ts';

/** The file that ROSTRUM_MODELS_FILE names, and the keys of its servers. */
export interface ModelsFile {
  readonly text: string;
  readonly serverNames: readonly string[];
  /** By the names of their variables. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Null when the variable is not set. Throws an AgentConfigError that names the invalid member or the missing key. */
export function readModelsFile(env: RawEnvironment, read: (path: string) => string): ModelsFile | null {
  const path = env.ROSTRUM_MODELS_FILE?.trim();
  if (!path) return null;
  const text = readFile(path, read);
  const servers = readModelServers(text);
  const names = servers.flatMap(({ apiKeyVariable }) => apiKeyVariable ?? []);
  const withFiles = withSecretFiles(env, read, names);
  const keys = servers.flatMap(({ name, apiKeyVariable }): [string, string][] => {
    if (apiKeyVariable === null) return [];
    const key = withFiles[apiKeyVariable]?.trim();
    if (!key)
      throw new AgentConfigError(
        `ROSTRUM_MODELS_FILE: servers.${name}.apiKeyVariable names ${apiKeyVariable}, which is not set. Set it, or ` +
          'remove the member if the server needs no key.',
      );
    return [[apiKeyVariable, key]];
  });
  return { text, serverNames: servers.map(({ name }) => name), keys: Object.fromEntries(keys) };
}

function readFile(path: string, read: (path: string) => string): string {
  try {
    return read(path);
  } catch (error) {
    throw new AgentConfigError(
      `ROSTRUM_MODELS_FILE=${path} cannot be read: ${error instanceof Error ? error.message : error}. Fix: name a ` +
        'JSON file that this user may read, or unset the variable.',
    );
  }
}
