import type { FileSettings } from '../contract/types/files.ts';

export type FileFormat = 'pdf' | 'csv' | 'docx';

export interface EvidenceFile {
  readonly format: FileFormat;
  readonly bytes: Uint8Array;
  /** Of a CSV file; null: not named. */
  readonly charset: string | null;
}

export interface FileLimits extends Pick<FileSettings, 'pagesMax' | 'cellsMax' | 'inflatedBytesMax'> {
  /** Size of the text. */
  readonly textBytesMax: number;
  /** Nesting of XML elements. */
  readonly depthMax: number;
}

/** What the thread receives. */
export interface ReadRequest {
  readonly file: EvidenceFile;
  readonly limits: FileLimits;
}

/** What the thread answers. */
export type ReadResult =
  | { readonly text: string }
  | { readonly problem: string; readonly isTooLarge: boolean };
