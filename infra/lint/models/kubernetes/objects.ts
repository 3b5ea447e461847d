import { createNode } from '../../container/locate.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { isMap, type Value } from '../../parse/document.ts';
import type { SkippedValue, SourceFile } from '../../types.ts';

export interface KubernetesObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly node: ConfigNode;
}

/** Whether a value is a Kubernetes object. */
export const isObject = (value: Value): boolean =>
  isMap(value) && typeof value.get('apiVersion') === 'string' && typeof value.get('kind') === 'string';

/** All objects of the files, including the items of lists. */
export function collectObjects(
  inputs: readonly SourceFile[],
  skipped: Map<string, SkippedValue>,
): KubernetesObject[] {
  return inputs.flatMap(({ name: file, documents }) =>
    documents.flatMap((document, index) => {
      for (const { line, reason } of document.problems) {
        const place = { file, resource: 'file', path: `line ${line}`, construct: null, line };
        skipped.set(`${file} ${line} ${reason}`, { place, reason });
      }
      return objectsIn(document.value, []);

      function objectsIn(value: Value, path: readonly (string | number)[]): KubernetesObject[] {
        if (value === null) return [];
        const items = isMap(value) ? value.get('items') : undefined;
        const kind = isMap(value) ? value.get('kind') : undefined;
        if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) && path.length < 4)
          return items.flatMap((item: Value, nth) => objectsIn(item, [...path, 'items', nth]));
        if (!isMap(value) || typeof kind !== 'string' || !isObject(value)) {
          const place = {
            file,
            resource: `document ${index + 1}`,
            path: path.join('.') || '(itself)',
            construct: null,
          };
          const line = document.lineOf(path);
          skipped.set(`${file} ${index} ${path.join()}`, {
            place: { ...place, line },
            reason: 'it is not an object with a kind',
            fix: 'Add apiVersion and kind, or remove it.',
          });
          return [];
        }
        const metadata = value.get('metadata');
        const [name, namespace] = ['name', 'namespace'].map((key) =>
          isMap(metadata) ? metadata.get(key) : undefined,
        );
        const objectName = typeof name === 'string' ? name : '(no name)';
        const part = { file, document, path, value, resource: `${kind}/${objectName}` };
        return [
          {
            kind,
            name: objectName,
            node: createNode(part, skipped),
            namespace: typeof namespace === 'string' ? namespace : '',
          },
        ];
      }
    }),
  );
}

/** Labels; null when one of them is not a string. */
export function readLabels(node: ConfigNode): ReadonlyMap<string, string> | null {
  const labels = node.keys().map((key) => [key, node.get(key).value] as const);
  const texts = labels.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  return texts.length === labels.length ? new Map(texts) : null;
}

/** Whether a selector matches labels; null when one of the two is unknown. */
export function matchesLabels(
  selector: ReadonlyMap<string, string> | null,
  labels: ReadonlyMap<string, string> | null,
): boolean | null {
  if (selector === null || labels === null) return null;
  return [...selector].every(([key, value]) => labels.get(key) === value);
}

/** The labels of a selector; null when it also has matchExpressions. */
export const readMatchLabels = (selector: ConfigNode): ReadonlyMap<string, string> | null =>
  selector.get('matchExpressions').isAbsent ? readLabels(selector.get('matchLabels')) : null;
