import { readJson } from './json.ts';
import { bytesMax, type Document, Unreadable } from './value.ts';
import { readYaml } from './yaml.ts';

export * from './value.ts';

/** The documents of a text: one of JSON, or any number of YAML. */
export function readDocuments(text: string): Document[] {
  if (text.length > bytesMax) throw new Unreadable(`it is larger than ${bytesMax} bytes`);
  if (!isText(text)) throw new Unreadable('it is no text');
  const json = /^\s*[{[]/.test(text) ? readJson(text) : null;
  return json === null ? readYaml(text) : [json];
}

/** Nothing that only machines read. */
const isText = (text: string): boolean => !text.includes('\0');
