import { dirname } from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'not found',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a folder',
  ENOTDIR: 'part of the path is not a folder',
  ENOSPC: 'disk full',
  EROFS: 'read-only file system',
};

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Why a file cannot be read. */
export const readFailure = (error: unknown): string => reasons[errorCode(error)] ?? String(error);

/** Why a file cannot be written. A file that is not found lacks its folder. */
export const writeFailure = (path: string, error: unknown): string =>
  errorCode(error) === 'ENOENT' ? `folder ${dirname(path)} not found` : readFailure(error);

/** Null when the bytes are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
