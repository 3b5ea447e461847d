import { isList, Unresolved } from '../../parse/resolved.ts';
import { View } from '../../parse/value-ref.ts';

/**
 * A balancer's or a target group's attribute, which CloudFormation lists as `{ Key, Value }`. Absent only when every
 * key of the list is known and none is this one.
 */
export function attribute(properties: View, list: string, key: string): View {
  const all = properties.get(list);
  const { value } = all;
  if (all.isAbsent) return all.get(key);
  if (!isList(value)) return new View(new Unresolved('it is not a list'), all.path, all.context);
  const items = all.items() ?? [];
  // The last one wins where a key stands twice.
  const found = items.findLast((item) => item.get('Key').value === key);
  if (found) return found.get('Value');
  const open = items.some((item) => typeof item.get('Key').value !== 'string');
  return new View(
    open ? new Unresolved('a key is known at the deployment') : undefined,
    all.path,
    all.context,
  );
}

/** The keys of such a list that are known, each with where it stands. */
export const attributeKeys = (properties: View, list: string): [string, View][] =>
  (properties.get(list).items() ?? []).flatMap((item): [string, View][] => {
    const { value } = item.get('Key');
    return typeof value === 'string' ? [[value, item.get('Key')]] : [];
  });

/** The variables of a container that stand in the template; what comes from secrets is not among them. */
export function environment(container: View): ReadonlyMap<string, View> {
  const entries = (container.get('Environment').items() ?? []).map((item): [string | null, View] => [
    item.get('Name').text(),
    item.get('Value'),
  ]);
  return new Map(entries.filter((entry): entry is [string, View] => entry[0] !== null));
}
