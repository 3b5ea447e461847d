import { keepAliveMs } from './derived.ts';
import type { Contract } from './types/contract.ts';

/** The paths of a contract that lead to a number or a yes or no: `edge.gatewayIdleMs`. */
export type LeafPath<T, At extends string = ''> = {
  [K in keyof T & string]: T[K] extends number | boolean | null
    ? `${At}${K}`
    : T[K] extends string | null
      ? never
      : LeafPath<T[K], `${At}${K}.`>;
}[keyof T & string];

export type ContractPath = LeafPath<Contract>;

/** What no single value of the contract says, but the program or a platform makes of several. */
type DerivedFactName = 'node.keepAliveMs' | 'node.processesPerTask' | 'balancer.slowStartMsMax';

/**
 * What a relation can speak of. A contract knows all of them; a template of somebody else's some. A yes is 1.
 */
export type FactName = ContractPath | DerivedFactName;

/**
 * The value of a fact: a number, which is Infinity where a layer sets no limit; null, where there is no such layer;
 * undefined, where whoever was asked cannot know.
 */
export type FactLookup = (name: FactName) => number | null | undefined;

interface DerivedFact {
  readonly inputs: readonly ContractPath[];
  readonly compute: (contract: Contract) => number;
}

const derivedFacts: Readonly<Record<DerivedFactName, DerivedFact>> = {
  'node.keepAliveMs': {
    inputs: ['edge.gatewayIdleMs', 'edge.marginMs', 'http.directKeepAliveMs'],
    compute: keepAliveMs,
  },
  // A task runs one process a CPU, and at least one.
  'node.processesPerTask': {
    inputs: ['deployment.web.cpuUnits'],
    compute: ({ deployment: { web } }) => Math.max(1, Math.floor(web.cpuUnits / 1024)),
  },
  // Balancers refuse a slow start beside any other way to choose a target.
  'balancer.slowStartMsMax': {
    inputs: [],
    compute: ({ deployment: { balancer } }) => (balancer.algorithm === 'round_robin' ? 900_000 : 0),
  },
};

const isDerived = (name: FactName): name is DerivedFactName => Object.hasOwn(derivedFacts, name);

/** The facts below a path that follow from values of the contract, as a sentence that says from which. */
export const describeDerivedBelow = (path: string): string[] =>
  Object.entries(derivedFacts).flatMap(([name, { inputs }]) =>
    name.startsWith(`${path}.`) && inputs.length > 0 ? [`${name} follows from ${inputs.join(', ')}`] : [],
  );

/** Every fact, as a contract has it. */
export const createFactLookup = (contract: Contract): FactLookup => {
  return (name) => (isDerived(name) ? derivedFacts[name].compute(contract) : numberAt(contract, name));
};

/** The values of a contract that a fact is made of: itself, for those that are none. */
export const inputPathsOf = (name: FactName): readonly ContractPath[] =>
  isDerived(name) ? derivedFacts[name].inputs : [name];

/** Values that are limits: where they are null there is none. Elsewhere null says that there is no such layer. */
const unlimitedWhenNull = /(?:deadlineMs|completionMs|RequestsMax|recycleAfterRequests|eventLoopLagMsMax)$/;

function numberAt(contract: Contract, path: ContractPath): number | null {
  const value = path.split('.').reduce<unknown>(getMember, contract);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return unlimitedWhenNull.test(path) ? Number.POSITIVE_INFINITY : null;
}

const getMember = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
