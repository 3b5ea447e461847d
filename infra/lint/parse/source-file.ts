import type { SourceFile } from '../types.ts';
import { ParseError, readDocuments } from './document.ts';

/** Parses a file as JSON or YAML, if it is either: an nginx configuration is neither. */
export function parseSource<File extends Pick<SourceFile, 'name' | 'text'>>(file: File): File & SourceFile {
  try {
    return { ...file, documents: readDocuments(file.text) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { message: reason, line } = error;
    return { ...file, documents: [], parseError: { reason, line } };
  }
}
