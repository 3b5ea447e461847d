import { ConfigNode } from '../../parse/config-node.ts';
import { isList, Unresolved } from '../../parse/resolved.ts';

/**
 * An attribute of a load balancer or target group from its list of `{ Key, Value }`. Absent only when every key of the
 * list is known and none is this one.
 */
export function readAttribute(properties: ConfigNode, list: string, key: string): ConfigNode {
  const all = properties.get(list);
  const { value } = all;
  if (all.isAbsent) return all.get(key);
  if (!isList(value)) return new ConfigNode(new Unresolved('it is not a list'), all.path, all.context);
  const items = all.list();
  // Of duplicate keys, the last wins.
  const found = items.findLast((item) => item.get('Key').value === key);
  if (found) return found.get('Value');
  const isUnresolved = items.some((item) => typeof item.get('Key').value !== 'string');
  return new ConfigNode(
    isUnresolved ? new Unresolved('a key is known only at deployment') : undefined,
    all.path,
    all.context,
  );
}

/** The known keys of such a list, each with its node. */
export const readAttributeKeys = (properties: ConfigNode, list: string): [string, ConfigNode][] =>
  properties
    .get(list)
    .list()
    .flatMap((item): [string, ConfigNode][] => {
      const { value } = item.get('Key');
      return typeof value === 'string' ? [[value, item.get('Key')]] : [];
    });

/** The environment variables of a container, without those from secrets. */
export function readContainerEnvironment(container: ConfigNode): ReadonlyMap<string, ConfigNode> {
  const entries = container
    .get('Environment')
    .list()
    .map((item): [string | null, ConfigNode] => [item.get('Name').text(), item.get('Value')]);
  return new Map(entries.filter((entry): entry is [string, ConfigNode] => entry[0] !== null));
}
