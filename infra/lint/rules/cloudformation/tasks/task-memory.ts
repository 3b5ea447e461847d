import { parseMemoryMiB } from '../../../models/cloudformation/fargate.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

/** An unknown value counts as 0, so sums are lower bounds. */
export const numberOrZero = (node: ConfigNode): number => node.numberOr(0) ?? 0;

export const sumOf = (nodes: readonly ConfigNode[]): number =>
  nodes.reduce((total, node) => total + numberOrZero(node), 0);

/** The memory of a task in MiB, and what its containers get of it; null when it is unknown. */
export function readTaskMemory(properties: ConfigNode) {
  const node = properties.get('Memory');
  const available = node.number(parseMemoryMiB);
  if (typeof available !== 'number') return null;
  const containers = properties.get('ContainerDefinitions').list();
  const [limits, reservations] = [
    containers.map((container) => container.get('Memory')),
    containers.map((container) => container.get('MemoryReservation')),
  ];
  return {
    node,
    available,
    /** Those that exceed the task alone. */
    above: [...limits, ...reservations].filter((one) => numberOrZero(one) > available),
    reserved: sumOf(reservations),
    limited: sumOf(limits),
  };
}
