import { asObject, isJsonArray, type Json, type JsonObject } from './normalize.ts';

/** The logical ids that a value refers to. */
export function referencedIds(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isJsonArray(value)) return value.flatMap(referencedIds);
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return [ref];
  if (attribute !== undefined && isJsonArray(attribute)) return attribute.slice(0, 1).map(String);
  return Object.values(value).flatMap(referencedIds);
}

/** What a resource waits for by DependsOn. */
export function dependenciesOf(resource: Json | undefined): string[] {
  const { DependsOn: dependsOn } = asObject(resource);
  if (typeof dependsOn === 'string') return [dependsOn];
  return dependsOn !== undefined && isJsonArray(dependsOn) ? dependsOn.map(String) : [];
}

/** Whether a resource refers to another one, or waits for it, also through others. */
export function isReachable(resources: JsonObject, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const resource = resources[id];
    if (resource === undefined || seen.has(id)) continue;
    seen.add(id);
    const next = [...dependenciesOf(resource), ...referencedIds(resource)];
    if (next.includes(to)) return true;
    waiting.push(...next);
  }
  return false;
}
