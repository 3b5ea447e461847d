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

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Why a file cannot be read. */
export const reason = (error: unknown): string => reasons[codeOf(error)] ?? String(error);

/** Why a file cannot be written: where there is no such file, its folder is what is lacking. */
export const reasonToWrite = (path: string, error: unknown): string =>
  codeOf(error) === 'ENOENT' ? `there is no folder ${dirname(path)}` : reason(error);

/** Bytes as the text that they are in UTF-8; null when they are none. */
export function textIn(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
