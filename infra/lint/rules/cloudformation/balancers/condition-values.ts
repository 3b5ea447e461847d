import type { Resource } from '../../../models/cloudformation/resources.ts';
import { canonicalKey } from '../../../parse/resolved.ts';

/** The values of all conditions of a listener rule, in any of their notations. */
export const conditionValues = ({ properties }: Resource): string[] =>
  properties
    .get('Conditions')
    .list()
    .flatMap((condition) => {
      const parts = [condition, ...condition.keys().map((key) => condition.get(key))];
      const lists = parts.flatMap((part) => [part.get('Values'), part.get('RegexValues')]);
      const written = lists.find((list) => Array.isArray(list.value));
      return (written?.list() ?? []).map((value) => value.text() ?? canonicalKey(value.value));
    });
