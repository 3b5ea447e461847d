import type { Terminal } from '../cli/output/terminal.ts';
import { terminalVariables } from '../contract/env.ts';

/** What the environment says about the terminal and the server. */
export const readTerminalSettings = (
  env: Readonly<Record<string, string | undefined>>,
): Pick<Terminal, 'isDumb' | 'server' | 'isServerNamed' | 'apiKey'> => ({
  isDumb: env.TERM === 'dumb',
  server: env.ROSTRUM_URL || terminalVariables.ROSTRUM_URL.default,
  isServerNamed: Boolean(env.ROSTRUM_URL),
  apiKey: env.ROSTRUM_API_KEY || undefined,
});
