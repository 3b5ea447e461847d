import { ConfigNode } from '../parse/config-node.ts';
import type { ParsedDocument, Value } from '../parse/document.ts';
import type { SkippedValue, SourceLocation } from '../types.ts';

type Path = readonly (string | number)[];

/** A part of a file that findings name, such as a Kubernetes object or a Compose service. */
export interface NodeSource {
  readonly file: string;
  readonly document: ParsedDocument;
  /** Its path in the document. */
  readonly path: Path;
  readonly value: Value;
  readonly resource: string;
}

/** A node for a part of a file; what cannot be read is recorded once for each location. */
export function createNode(
  { file, document, path: at, value, resource }: NodeSource,
  skipped: Map<string, SkippedValue>,
): ConfigNode {
  const locate = (path: Path): SourceLocation => ({
    file,
    resource,
    path: formatPath(path),
    construct: null,
    line: document.lineOf([...at, ...path]),
  });
  return new ConfigNode(value, [], {
    locate,
    skip: (place, reason) => skipped.set(`${place.file} ${place.resource} ${place.path}`, { place, reason }),
  });
}

/** Records that a value cannot be used. */
export function skipNode(node: ConfigNode, reason: string): null {
  node.context.skip(node.place, reason);
  return null;
}

export const formatPath = (path: Path): string =>
  path.length === 0
    ? '(itself)'
    : path
        .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
        .join('');
