import { throwProblem } from '../errors/problem-types.ts';
import type { DebateBody } from './debate-source.ts';
import type { UploadedDocument } from './document-types.ts';

/** The documents of a JSON body. */
export const listUploads = ({ evidence = [] }: DebateBody): readonly UploadedDocument[] =>
  evidence.map(({ name, mediaType = '', text, base64 }, index) => ({
    name,
    mediaType,
    content: base64 === undefined ? (text ?? '') : decodeBase64(base64, `evidence[${index}].base64`),
  }));

/** Node decodes up to the first `=` and skips what is not base64, so a length that differs shows an error. */
function decodeBase64(base64: string, path: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  const padding = base64.indexOf('=');
  const digits = padding === -1 ? base64.length : padding;
  if (bytes.length === Math.floor((digits * 3) / 4) && base64.length - digits <= 2) return bytes;
  const message = 'is not base64: send the bytes of the file, without a data URL and line breaks';
  return throwProblem('validation-failed', `${path}: ${message}.`, { errors: [{ path, message }] });
}
