import { readJson } from './json.ts';
import { bytesMax, type ParsedDocument, ParseError } from './value.ts';
import { readYaml } from './yaml.ts';

export * from './value.ts';

/** The documents of a text: one for JSON, any number for YAML. Throws `ParseError`. */
export function readDocuments(text: string): ParsedDocument[] {
  if (text.length > bytesMax) throw new ParseError(`it is larger than ${bytesMax} bytes`);
  if (!isText(text)) throw new ParseError('it is not text');
  const json = /^\s*[{[]/.test(text) ? readJson(text) : null;
  return json === null ? readYaml(text) : [json];
}

const isText = (text: string): boolean => !text.includes('\0');
