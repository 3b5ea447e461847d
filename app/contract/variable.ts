/** What a process of this program does. `function` is a Lambda that calls the bundle's handler; others are started. */
export type Role = 'web' | 'worker' | 'all' | 'migrate' | 'function';

/** The roles that answer people. */
export const answering: readonly Role[] = ['web', 'all', 'function'];

/**
 * Who sets a variable on AWS: the deployment, always; a person, who may leave it out; or the platform, by itself.
 */
export type SetBy = 'deployment' | 'person' | 'platform';

/** An environment variable of the program: env.ts declares them all. */
export interface Variable {
  readonly says: string;
  /** The roles that read it, and who sets it for each of them. */
  readonly for: Readonly<Partial<Record<Role, SetBy>>>;
  readonly default?: string;
  readonly secret?: true;
  readonly example?: string;
}

/** What the terminal program reads is set by whoever uses it. */
export type TerminalVariable = Omit<Variable, 'for'>;

/** For these roles it is set by this one. */
export const by = (who: SetBy, ...roles: readonly Role[]): Variable['for'] =>
  Object.fromEntries(roles.map((role) => [role, who]));

export const everyRole: readonly Role[] = ['web', 'worker', 'all', 'migrate', 'function'];
/** Who knows the models: workers call them, the others say which there are. */
export const models: readonly Role[] = ['web', 'worker', 'all', 'function'];
export const tasks: readonly Role[] = ['web', 'worker', 'all'];
