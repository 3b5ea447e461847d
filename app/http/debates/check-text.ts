import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EvidenceRef } from '../../debate/core/events.ts';
import { createInstructionScan } from '../../debate/prompting/find-instructions.ts';
import { countInvisible } from '../../shared/printable.ts';

/** 5 to 10 ms of work, then other requests get their turn. Characters of two code units stay whole. */
const slices = /.{1,65536}/gsu;

/**
 * What readers of the record must know about a document. It is found when the document comes, because the log contains
 * no text of documents.
 */
export async function checkText(
  name: string,
  text: string,
  signal: AbortSignal,
): Promise<Pick<EvidenceRef, 'flags' | 'invisibleCharacters'>> {
  const scan = createInstructionScan();
  let invisibleCharacters = 0;
  scan.read(`${name}\n`, false);
  for (const [slice] of text.matchAll(slices)) {
    scan.read(slice, false);
    invisibleCharacters += countInvisible(slice);
    await nextTurn();
    signal.throwIfAborted();
  }
  scan.read('', true);
  const flags = scan.excerpts();
  return {
    ...(flags.length > 0 && { flags }),
    ...(invisibleCharacters > 0 && { invisibleCharacters }),
  };
}
