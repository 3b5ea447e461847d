import type { Contract } from './contract.ts';
import { keepAliveMs } from './derive.ts';

/** The paths of a contract that lead to a number or a yes or no: `edge.gatewayIdleMs`. */
export type PathOf<T, At extends string = ''> = {
  [K in keyof T & string]: T[K] extends number | boolean | null
    ? `${At}${K}`
    : T[K] extends string | null
      ? never
      : PathOf<T[K], `${At}${K}.`>;
}[keyof T & string];

export type ContractPath = PathOf<Contract>;

/** What no single value of the contract says, but the program or a platform makes of several. */
type Made = 'node.keepAliveMs' | 'node.processesPerTask' | 'balancer.slowStartMsMax';

/**
 * What a relation can speak of. A contract knows all of them; a template of somebody else's some. A yes is 1.
 */
export type FactName = ContractPath | Made;

/**
 * The value of a fact: a number, which is Infinity where a layer sets no limit; null, where there is no such layer;
 * undefined, where whoever was asked cannot know.
 */
export type Facts = (name: FactName) => number | null | undefined;

interface Making {
  readonly from: readonly ContractPath[];
  readonly make: (contract: Contract) => number;
}

const made: Readonly<Record<Made, Making>> = {
  'node.keepAliveMs': {
    from: ['edge.gatewayIdleMs', 'edge.marginMs', 'http.directKeepAliveMs'],
    make: keepAliveMs,
  },
  // A task runs one process a CPU, and at least one.
  'node.processesPerTask': {
    from: ['deployment.web.cpuUnits'],
    make: ({ deployment: { web } }) => Math.max(1, Math.floor(web.cpuUnits / 1024)),
  },
  // Balancers refuse a slow start beside any other way to choose a target.
  'balancer.slowStartMsMax': {
    from: [],
    make: ({ deployment: { balancer } }) => (balancer.algorithm === 'round_robin' ? 900_000 : 0),
  },
};

const isMade = (name: FactName): name is Made => Object.hasOwn(made, name);

/** The facts below a path that follow from values of the contract, as a sentence that says from which. */
export const madeBelow = (path: string): string[] =>
  Object.entries(made).flatMap(([name, { from }]) =>
    name.startsWith(`${path}.`) && from.length > 0 ? [`${name} follows from ${from.join(', ')}`] : [],
  );

/** Every fact, as a contract has it. */
export const factsOf = (contract: Contract): Facts => {
  return (name) => (isMade(name) ? made[name].make(contract) : numberAt(contract, name));
};

/** The values of a contract that a fact is made of: itself, for those that are none. */
export const pathsOf = (name: FactName): readonly ContractPath[] => (isMade(name) ? made[name].from : [name]);

/** Values that are limits: where they are null there is none. Elsewhere null says that there is no such layer. */
const limits = /(?:deadlineMs|completionMs|RequestsMax|requestsRecycle|loopLagMsMax)$/;

function numberAt(contract: Contract, path: ContractPath): number | null {
  const value = path.split('.').reduce<unknown>(member, contract);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return limits.test(path) ? Number.POSITIVE_INFINITY : null;
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
