import type { ConfigNode } from '../../parse/config-node.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** The function that a value refers to: directly, or by an alias or a version. */
export function findFunction(template: Template, node: ConfigNode): Resource | null {
  const [target] = node.references();
  if (target === undefined) return null;
  const reached = [...template.reachableFrom(target.id, 2)].flatMap((id) => template.get(id) ?? []);
  const isOne = ({ type }: Resource) => type === 'AWS::Lambda::Function';
  // A function may refer to other functions, so a direct reference wins.
  const direct = template.get(target.id);
  return direct !== undefined && isOne(direct) ? direct : (reached.find(isOne) ?? null);
}
