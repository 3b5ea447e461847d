/** What a process of this program does. `function` is a Lambda that calls the bundle's handler; others are started. */
export type ProcessRole = 'web' | 'worker' | 'all' | 'migrate' | 'function';

/** The roles that answer people. */
export const httpRoles: readonly ProcessRole[] = ['web', 'all', 'function'];

/**
 * Who sets a variable on AWS: the deployment, always; a person, who may leave it out; or the platform, by itself.
 */
export type SetBy = 'deployment' | 'operator' | 'platform';

/** An environment variable of the program: env.ts declares them all. */
export interface Variable {
  readonly description: string;
  /** The roles that read it, and who sets it for each of them. */
  readonly setByRole: Readonly<Partial<Record<ProcessRole, SetBy>>>;
  readonly default?: string;
  readonly secret?: true;
  readonly example?: string;
}

/** What the terminal program reads is set by whoever uses it. */
export type TerminalVariable = Omit<Variable, 'setByRole'>;

/** For these roles it is set by this one. */
export const setBy = (setter: SetBy, ...roles: readonly ProcessRole[]): Variable['setByRole'] =>
  Object.fromEntries(roles.map((role) => [role, setter]));

export const allRoles: readonly ProcessRole[] = ['web', 'worker', 'all', 'migrate', 'function'];
/** Who knows the models: workers call them, the others say which there are. */
export const modelRoles: readonly ProcessRole[] = ['web', 'worker', 'all', 'function'];
export const taskRoles: readonly ProcessRole[] = ['web', 'worker', 'all'];
