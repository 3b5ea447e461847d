import { dirname } from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'nothing can be written there',
};

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Why a file cannot be read. */
export const readFailure = (error: unknown): string => reasons[errorCode(error)] ?? String(error);

/** Why a file cannot be written: where there is no such file, its folder is what is lacking. */
export const writeFailure = (path: string, error: unknown): string =>
  errorCode(error) === 'ENOENT' ? `there is no folder ${dirname(path)}` : readFailure(error);

/** Bytes as the text that they are in UTF-8; null when they are none. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
