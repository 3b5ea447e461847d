import type { ConfigNode } from '../../parse/config-node.ts';
import { createNode, formatPath, type Path, type SkipLog } from '../../parse/create-node.ts';
import { isMap, type Value } from '../../parse/document.ts';
import type { SourceFile } from '../../types.ts';

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
export function collectObjects(inputs: readonly SourceFile[], skipped: SkipLog): KubernetesObject[] {
  return inputs.flatMap(({ name: file, documents }) =>
    documents.flatMap((document, index) => {
      skipped.addProblems(file, document.problems);
      return objectsIn(document.value, []);

      function objectsIn(value: Value, path: Path): KubernetesObject[] {
        if (value === null) return [];
        const items = isMap(value) ? value.get('items') : undefined;
        const kind = isMap(value) ? value.get('kind') : undefined;
        if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) && path.length < 4)
          return items.flatMap((item: Value, nth) => objectsIn(item, [...path, 'items', nth]));
        if (!isMap(value) || typeof kind !== 'string' || !isObject(value)) {
          const place = { file, resource: `document ${index + 1}`, path: formatPath(path), construct: null };
          skipped.add(
            { ...place, line: document.lineOf(path) },
            'it is not an object with a kind',
            'Add apiVersion and kind, or remove it.',
          );
          return [];
        }
        const metadata = value.get('metadata');
        const [name, namespace] = ['name', 'namespace'].map((key) =>
          isMap(metadata) ? metadata.get(key) : undefined,
        );
        const objectName = typeof name === 'string' ? name : '(no name)';
        const originOf = (inside: Path) => ({ file, line: document.lineOf([...path, ...inside]) });
        const node = createNode(value, `${kind}/${objectName}`, originOf, skipped);
        return [{ kind, name: objectName, node, namespace: typeof namespace === 'string' ? namespace : '' }];
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
