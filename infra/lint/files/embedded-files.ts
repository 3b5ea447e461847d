import { isNginxText } from '../models/nginx/recognize.ts';
import { isMap, type ParsedDocument, type Value } from '../parse/document.ts';
import type { SourceFile } from '../types.ts';

/** nginx configurations inside ConfigMaps, and inside the `configs` of Compose files. */
export function findEmbeddedFiles(outer: SourceFile): SourceFile[] {
  return outer.documents.flatMap((document) =>
    embeddedTexts(document.value)
      .filter(({ text }) => isNginxText(text))
      .map(({ folder, name, text, path }) => ({
        name: outer.name,
        text,
        documents: [],
        embedded: { path: `${outer.name}/${folder}/${name}`, ...findLines(outer, document, path) },
      })),
  );
}

interface EmbeddedText {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly path: readonly string[];
}

function embeddedTexts(root: Value): EmbeddedText[] {
  if (!isMap(root)) return [];
  if (root.get('kind') === 'ConfigMap') {
    const [data, metadata] = [root.get('data'), root.get('metadata')];
    const folder = isMap(metadata) ? String(metadata.get('name')) : '';
    return textsIn(data).map(([name, text]) => ({ folder, name, text, path: ['data', name] }));
  }
  const configs = root.has('services') ? root.get('configs') : null;
  return !isMap(configs)
    ? []
    : [...configs].flatMap(([name, config]) =>
        textsIn(config)
          .filter(([key]) => key === 'content')
          .map(([key, text]) => ({ folder: 'configs', name, text, path: ['configs', name, key] })),
      );
}

const textsIn = (map: Value | undefined): [string, string][] =>
  isMap(map)
    ? [...map].flatMap(([key, value]): [string, string][] =>
        typeof value === 'string' ? [[key, value]] : [],
      )
    : [];

/** The lines of a block scalar are lines of the outer file, after that of its key. */
function findLines({ text }: SourceFile, document: ParsedDocument, path: readonly string[]) {
  const line = document.lineOf(path);
  const header = line === null ? '' : (text.split('\n')[line - 1] ?? '');
  const isBlock = /[|>][-+\d]*\s*(?:#.*)?$/.test(header);
  return { line, lineOffset: isBlock ? line : null };
}
