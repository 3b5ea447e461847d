import { isJsonArray, type Json } from './normalize.ts';

/** The logical ids that a value refers to. */
export function referencedIds(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isJsonArray(value)) return value.flatMap(referencedIds);
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return [ref];
  if (attribute !== undefined && isJsonArray(attribute)) return attribute.slice(0, 1).map(String);
  return Object.values(value).flatMap(referencedIds);
}
