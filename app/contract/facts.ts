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

/** What no single value of the contract says, but the program or a platform makes of several. */
type Made = 'node.keepAliveMs' | 'node.processesPerTask' | 'balancer.slowStartMsMax';

/**
 * What a relation can speak of. A contract knows all of them; a template of somebody else's some. A yes is 1.
 */
export type FactName = PathOf<Contract> | Made;

/**
 * The value of a fact: a number; null, where the layer sets no limit or is not there; undefined, where whoever was
 * asked cannot know.
 */
export type Facts = (name: FactName) => number | null | undefined;

const made: Readonly<Record<Made, (contract: Contract) => number>> = {
  'node.keepAliveMs': keepAliveMs,
  // A task runs one process a CPU, and at least one.
  'node.processesPerTask': ({ deployment: { web } }) => Math.max(1, Math.floor(web.cpuUnits / 1024)),
  // Balancers refuse a slow start beside any other way to choose a target.
  'balancer.slowStartMsMax': ({ deployment: { balancer } }) =>
    balancer.algorithm === 'round_robin' ? 900_000 : 0,
};

/** Every fact, as a contract has it. */
export const factsOf = (contract: Contract): Facts => {
  const own = new Map<string, (contract: Contract) => number>(Object.entries(made));
  return (name) => own.get(name)?.(contract) ?? numberAt(contract, name);
};

function numberAt(contract: Contract, path: string): number | null {
  const value = path.split('.').reduce<unknown>(member, contract);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : null;
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
