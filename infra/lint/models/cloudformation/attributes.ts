import { isList, Unresolved } from '../../parse/resolved.ts';
import { View } from '../../parse/value-ref.ts';

/**
 * A balancer's or a target group's attribute, which CloudFormation lists as `{ Key, Value }`. Absent only when every
 * key of the list is known and none is this one.
 */
export function attribute(properties: View, list: string, key: string): View {
  const all = properties.at(list);
  const { value } = all;
  if (all.isAbsent) return all.at(key);
  if (!isList(value)) return new View(new Unresolved('it is not a list'), all.path, all.around);
  const items = all.items() ?? [];
  // The last one wins where a key stands twice.
  const found = items.findLast((item) => item.at('Key').value === key);
  if (found) return found.at('Value');
  const open = items.some((item) => typeof item.at('Key').value !== 'string');
  return new View(
    open ? new Unresolved('a key is known at the deployment') : undefined,
    all.path,
    all.around,
  );
}

/** The keys of such a list that are known, each with where it stands. */
export const attributeKeys = (properties: View, list: string): [string, View][] =>
  (properties.at(list).items() ?? []).flatMap((item): [string, View][] => {
    const { value } = item.at('Key');
    return typeof value === 'string' ? [[value, item.at('Key')]] : [];
  });

/** The variables of a container that stand in the template; what comes from secrets is not among them. */
export function environment(container: View): ReadonlyMap<string, View> {
  const entries = (container.at('Environment').items() ?? []).map((item): [string | null, View] => [
    item.at('Name').text(),
    item.at('Value'),
  ]);
  return new Map(entries.filter((entry): entry is [string, View] => entry[0] !== null));
}
