import { type VariableName, variables } from '../contract/env.ts';

/** The declared variables that are set. */
export type Environment = Readonly<Partial<Record<VariableName, string>>>;

/** The environment as the process has it: `process.env`. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** Every problem of the environment at once, each with its fix. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(problems: readonly string[]) {
    super(`Invalid environment:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Picks the declared variables that are set, without surrounding white space. */
export function pickDeclaredVariables(env: RawEnvironment): Environment {
  const entries = Object.keys(variables).flatMap((name) => {
    const text = env[name]?.trim();
    return text ? [[name, text]] : [];
  });
  return Object.fromEntries(entries);
}
