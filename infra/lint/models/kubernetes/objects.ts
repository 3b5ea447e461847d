import { viewOf } from '../../container/locate.ts';
import { isMap, type Value } from '../../parse/document.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Input, Unread } from '../../source.ts';

export interface Thing {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly view: View;
}

/** Whether a value is an object of Kubernetes. */
export const isObject = (value: Value): boolean =>
  isMap(value) && typeof value.get('apiVersion') === 'string' && typeof value.get('kind') === 'string';

/** All objects of some files, those of lists one by one. */
export function objectsOf(inputs: readonly Input[], unread: Map<string, Unread>): Thing[] {
  return inputs.flatMap(({ name: file, documents }) =>
    documents.flatMap((document, index) => {
      for (const { line, why } of document.problems) {
        const place = { file, resource: 'file', path: `line ${line}`, construct: null, line };
        unread.set(`${file} ${line} ${why}`, { place, why });
      }
      return thingsIn(document.value, []);

      function thingsIn(value: Value, at: readonly (string | number)[]): Thing[] {
        if (value === null) return [];
        const items = isMap(value) ? value.get('items') : undefined;
        const kind = isMap(value) ? value.get('kind') : undefined;
        if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) && at.length < 4)
          return items.flatMap((item: Value, nth) => thingsIn(item, [...at, 'items', nth]));
        if (!isMap(value) || typeof kind !== 'string' || !isObject(value)) {
          const place = {
            file,
            resource: `document ${index + 1}`,
            path: at.join('.') || '(itself)',
            construct: null,
          };
          const line = document.lineOf(at);
          unread.set(`${file} ${index} ${at.join()}`, {
            place: { ...place, line },
            why: 'it is no object with a kind',
            cure: 'Give it apiVersion and kind, or take it out.',
          });
          return [];
        }
        const metadata = value.get('metadata');
        const [name, namespace] = ['name', 'namespace'].map((key) =>
          isMap(metadata) ? metadata.get(key) : undefined,
        );
        const called = typeof name === 'string' ? name : '(no name)';
        const part = { file, document, at, value, resource: `${kind}/${called}` };
        return [
          {
            ...{ kind, name: called, view: viewOf(part, unread) },
            namespace: typeof namespace === 'string' ? namespace : '',
          },
        ];
      }
    }),
  );
}

/** Plain labels, or null where one of them is no text. */
export function labelsIn(view: View): ReadonlyMap<string, string> | null {
  const labels = view.keys().map((key) => [key, view.get(key).value] as const);
  const texts = labels.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  return texts.length === labels.length ? new Map(texts) : null;
}

/** Whether labels are chosen; null where that is more than a comparison. */
export function chooses(
  selector: ReadonlyMap<string, string> | null,
  labels: ReadonlyMap<string, string> | null,
): boolean | null {
  if (selector === null || labels === null) return null;
  return [...selector].every(([key, value]) => labels.get(key) === value);
}

/** The labels that a selector with matchLabels wants; null where it says more. */
export const wanted = (selector: View): ReadonlyMap<string, string> | null =>
  selector.get('matchExpressions').isAbsent ? labelsIn(selector.get('matchLabels')) : null;
