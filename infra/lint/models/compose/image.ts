import { posix } from 'node:path';
import { ConfigNode } from '../../parse/config-node.ts';
import type { FileFinder } from '../../types.ts';
import { type Dockerfile, type Instruction, readDockerfile } from '../dockerfile/read-dockerfile.ts';

/** The image of a service: named, or built from a Dockerfile next to the Compose file. */
export interface ServiceImage {
  /** Its name, or that of the image that it is made from; null when neither is known. */
  readonly name: string | null;
  readonly dockerfile: (Dockerfile & { readonly path: string }) | null;
}

export function readImage(node: ConfigNode, lookup: FileFinder): ServiceImage {
  const [image, build] = [node.get('image').value, node.get('build')];
  if (build.isAbsent) return { name: typeof image === 'string' ? image : null, dockerfile: null };
  const context = build.isMap ? (build.get('context').value ?? '.') : build.value;
  const named = build.isMap ? build.get('dockerfile').value : undefined;
  const isStage = build.isMap && !build.get('target').isAbsent;
  if (typeof context !== 'string' || isStage) return { name: null, dockerfile: null };
  const path = posix.join(context, typeof named === 'string' ? named : 'Dockerfile');
  const file = lookup.find(build.place.file, path);
  if (file === null) return { name: null, dockerfile: null };
  const dockerfile = readDockerfile(file.text);
  return { name: dockerfile.image, dockerfile: { ...dockerfile, path: file.name } };
}

/** A node for an instruction of a Dockerfile, named after the service that it starts. */
export const instructionNode = (
  service: ConfigNode,
  file: string,
  name: string,
  { words, line }: Instruction,
): ConfigNode =>
  new ConfigNode([...words], [], {
    ...service.context,
    locate: () => ({ file, resource: service.place.resource, path: name, construct: null, line }),
  });
