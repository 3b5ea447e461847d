/** The role of a process. `function` is a Lambda that calls the bundle's handler. */
export type ProcessRole = 'web' | 'worker' | 'all' | 'migrate' | 'function';

/** The roles that serve the API and the page. */
export const httpRoles: readonly ProcessRole[] = ['web', 'all', 'function'];

/** On AWS a variable is always set by the deployment, optionally by the operator, or by the platform itself. */
export type SetBy = 'deployment' | 'operator' | 'platform';

/** An environment variable of the program: env.ts declares them all. */
export interface Variable {
  readonly description: string;
  /** The roles that read it, each with its setter. */
  readonly setByRole: Readonly<Partial<Record<ProcessRole, SetBy>>>;
  readonly default?: string;
  readonly secret?: true;
  readonly example?: string;
}

/** A variable of the terminal program, set by its user. */
export type TerminalVariable = Omit<Variable, 'setByRole'>;

export const setBy = (setter: SetBy, ...roles: readonly ProcessRole[]): Variable['setByRole'] =>
  Object.fromEntries(roles.map((role) => [role, setter]));

export const allRoles: readonly ProcessRole[] = ['web', 'worker', 'all', 'migrate', 'function'];
/** The roles that need the model configuration: workers call models, the others list them. */
export const modelRoles: readonly ProcessRole[] = ['web', 'worker', 'all', 'function'];
export const taskRoles: readonly ProcessRole[] = ['web', 'worker', 'all'];
