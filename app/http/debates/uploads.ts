import type { Contract } from '../../contract/types/contract.ts';
import type { FindDocuments } from '../../sources/find-documents.ts';
import type { FetchedDocument, ReadSource } from '../../sources/read-source.ts';
import { SourceRefused } from '../../sources/source-refused.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { reserveDocuments } from '../middleware/body.ts';
import type { DebateBody } from './debate-source.ts';
import type { UploadedDocument } from './document-types.ts';

export interface LoadUploadsDeps {
  readonly contract: Pick<Contract, 'files' | 'limits'>;
  /** Reads documents from their addresses. */
  readonly readSource: ReadSource;
  /** Finds documents with the search server. */
  readonly findDocuments: FindDocuments;
}

/** The files of a form and the documents of the body; those at addresses are read, and those of a search are found. */
export async function loadUploads(
  c: AppContext,
  files: readonly UploadedDocument[],
  body: DebateBody,
  deps: LoadUploadsDeps,
): Promise<readonly UploadedDocument[]> {
  const uploads: UploadedDocument[] = [...files];
  for (const [index, { name = '', mediaType = '', text, base64, url }] of (body.evidence ?? []).entries()) {
    if (url === undefined) {
      const content = base64 === undefined ? (text ?? '') : decodeBase64(base64, `evidence[${index}].base64`);
      uploads.push({ name, mediaType, content });
      continue;
    }
    const path = `evidence[${index}].url`;
    const options = readOptions(c, deps.contract.files.bytesMax);
    const file = await orProblem(path, `${path}: ${url}`, () => deps.readSource(url, options));
    uploads.push({ ...toUpload(file), name: name || file.name, mediaType: mediaType || file.mediaType });
  }
  return body.search ? [...uploads, ...(await findUploads(c, body, uploads.length, deps))] : uploads;
}

const resultsDefault = 5;

async function findUploads(
  c: AppContext,
  { question, search }: DebateBody,
  uploads: number,
  { contract: { limits }, findDocuments }: LoadUploadsDeps,
): Promise<readonly UploadedDocument[]> {
  const { queries = question === undefined ? [] : [question], results = resultsDefault } =
    typeof search === 'object' ? search : {};
  const resultsMax = Math.min(results, limits.documentsMax - uploads);
  if (resultsMax === 0)
    return throwProblem(
      'validation-failed',
      `search: there are ${uploads} documents already, the most that may be.`,
    );
  const found = await orProblem('search', 'search:', () =>
    findDocuments({
      ...readOptions(c, limits.documentBytesMax),
      queries,
      resultsMax,
    }),
  );
  return found.map(({ page, excerpt }) =>
    page ? { ...toUpload(page), fallback: toUpload(excerpt) } : toUpload(excerpt),
  );
}

const toUpload = ({ bytes, ...file }: FetchedDocument): UploadedDocument => ({ ...file, content: bytes });

const readOptions = (c: AppContext, bytesMax: number) => ({
  signal: c.var.signal,
  bytesMax,
  reserve: (bytes: number) => reserveDocuments(c, bytes),
});

async function orProblem<T>(path: string, subject: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
    const { code, message } = error;
    return throwProblem(code, `${subject} ${message}`, { errors: [{ path, message }] });
  }
}

/** Node decodes up to the first `=` and skips what is not base64, so a length that differs shows an error. */
function decodeBase64(base64: string, path: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  const padding = base64.indexOf('=');
  const digits = padding === -1 ? base64.length : padding;
  if (bytes.length === Math.floor((digits * 3) / 4) && base64.length - digits <= 2) return bytes;
  const message = 'is not base64: send the bytes of the file, without a data URL and line breaks';
  return throwProblem('validation-failed', `${path}: ${message}.`, { errors: [{ path, message }] });
}
