import { keepAliveMs, processesPerTask } from './derived.ts';
import type { Contract } from './types/contract.ts';

/** The paths of a contract's numbers and booleans: `edge.gatewayIdleMs`. */
export type LeafPath<T, At extends string = ''> = {
  [K in keyof T & string]: T[K] extends number | boolean | null
    ? `${At}${K}`
    : T[K] extends string | null
      ? never
      : LeafPath<T[K], `${At}${K}.`>;
}[keyof T & string];

export type ContractPath = LeafPath<Contract>;

/** Values that the program or a platform derives from several values of the contract. */
type DerivedFactName =
  | 'node.keepAliveMs'
  | 'node.processesPerTask'
  | 'balancer.slowStartMsMax'
  | 'bus.webTasksMax';

/**
 * A value that an invariant can refer to. A contract has all of them, an audited file some. Booleans count as 1 and
 * 0.
 */
export type FactName = ContractPath | DerivedFactName;

/** The value of a fact: Infinity if the layer sets no limit, null if the layer is absent, undefined if unknown. */
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
  'node.processesPerTask': {
    inputs: ['deployment.web.cpuUnits'],
    compute: processesPerTask,
  },
  // The bus of a process without a cache ends at that process.
  'bus.webTasksMax': {
    inputs: ['deployment.cache.enabled'],
    compute: ({ deployment: { cache } }) => (cache.enabled ? Number.POSITIVE_INFINITY : 1),
  },
  // Load balancers accept slow start with round robin only.
  'balancer.slowStartMsMax': {
    inputs: [],
    compute: ({ deployment: { balancer } }) => (balancer.algorithm === 'round_robin' ? 900_000 : 0),
  },
};

const isDerived = (name: FactName): name is DerivedFactName => Object.hasOwn(derivedFacts, name);

/** The derived facts below a path, each as a sentence that names the values that it follows from. */
export const describeDerivedBelow = (path: string): string[] =>
  Object.entries(derivedFacts).flatMap(([name, { inputs }]) =>
    name.startsWith(`${path}.`) && inputs.length > 0 ? [`${name} follows from ${inputs.join(', ')}`] : [],
  );

export const createFactLookup =
  (contract: Contract): FactLookup =>
  (name) =>
    isDerived(name) ? derivedFacts[name].compute(contract) : numberAt(contract, name);

/** The contract values behind a fact: for one that is not derived, itself. */
export const inputPathsOf = (name: FactName): readonly ContractPath[] =>
  isDerived(name) ? derivedFacts[name].inputs : [name];

/** Limits, for which null means unlimited. For other values null means that the deployment lacks the layer. */
const unlimitedWhenNull = /(?:deadlineMs|completionMs|RequestsMax|recycleAfterRequests|eventLoopLagMsMax)$/;

function numberAt(contract: Contract, path: ContractPath): number | null {
  const value = path.split('.').reduce<unknown>(getMember, contract);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return unlimitedWhenNull.test(path) ? Number.POSITIVE_INFINITY : null;
}

const getMember = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
