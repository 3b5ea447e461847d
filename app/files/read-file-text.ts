import type { EvidenceFile, FileLimits, ReadRequest, ReadResult } from './file-format.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Reads a file within its limits. The parsers are loaded when they are needed. */
export async function readFileText({ file, limits }: ReadRequest): Promise<ReadResult> {
  try {
    return { text: (await convert(file, limits)).trim() };
  } catch (error) {
    if (error instanceof UnreadableFile) return { problem: error.message, isTooLarge: error.isTooLarge };
    throw error;
  }
}

async function convert({ format, bytes, charset }: EvidenceFile, limits: FileLimits): Promise<string> {
  switch (format) {
    case 'pdf': {
      const { pdfToText } = await import('./pdf.ts');
      return pdfToText(bytes, limits);
    }
    case 'csv': {
      const { csvToText } = await import('./csv.ts');
      return csvToText(bytes, charset, limits);
    }
    case 'docx': {
      const { docxToText } = await import('./docx.ts');
      return docxToText(bytes, limits);
    }
  }
}
