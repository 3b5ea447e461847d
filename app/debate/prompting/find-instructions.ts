import { stripInvisible } from '../../shared/printable.ts';

/** At most two words of one sentence. All repetitions are bounded, so that the search is linear. */
const gap = String.raw`\s{1,3}(?:[^\s.,;:!?]{1,25}\s{1,3}){0,2}`;

/** "Ignore all previous instructions", "ignore the instructions above": an order to drop others, not any mention. */
const dropOrder = (verbs: string, before: string, nouns: string, after: string): string =>
  String.raw`\b(?:${verbs})${gap}(?:(?:${before})${gap}(?:${nouns})|(?:${nouns})${gap}(?:${after}))(?!\p{L})`;

const phrases: readonly string[] = [
  // English
  dropOrder(
    'ignore|disregard|forget|override|bypass',
    'all|any|previous|prior|earlier|preceding|above|your|these|those|other|original|system',
    'instructions?|prompts?|rules|directions|guidelines|orders',
    'above|before|given|so far|you',
  ),
  String.raw`\b(?:ignore|disregard|forget)\s{1,3}(?:everything|anything|all|what)${gap}(?:above|before|earlier|told)\b`,
  String.raw`\byou\s{1,3}are\s{1,3}(?:now|no\s{1,3}longer)\s{1,3}(?:an?|the|in|my|called)\b`,
  String.raw`\bsystem\s{1,3}prompts?\b`,
  String.raw`\b(?:respond|reply|answer)\s{1,3}only\s{1,3}(?:with|in)\b`,
  String.raw`\bonly\s{1,3}(?:respond|reply|answer)\s{1,3}with\b`,
  String.raw`\bnew\s{1,3}instructions?\s?:`,
  // German
  dropOrder(
    'ignorieren?|vergiss|vergessen|missachten?',
    'alle|allen|deine|ihre|diese|vorherigen|bisherigen|früheren|obigen|vorigen',
    'anweisungen|anweisung|befehle|regeln|vorgaben|instruktionen',
    'oben|zuvor|bisher',
  ),
  String.raw`\bdu\s{1,3}bist\s{1,3}(?:jetzt|nun|ab\s{1,3}(?:jetzt|sofort))\s{1,3}(?:eine?|der|die|das|mein)\b`,
  String.raw`\bsystem(?:-?prompt|anweisung)`,
  String.raw`\bantworten?\s{1,3}(?:sie\s{1,3})?(?:nur|ausschließlich)\s{1,3}mit\b`,
  // French
  dropOrder(
    'ignor(?:ez|er|e)|oubli(?:ez|er|e)',
    'toutes?|tous|tes|vos|ces',
    'instructions?|consignes|directives|règles|ordres',
    'précédentes?|antérieures?|ci-dessus|précédents',
  ),
  String.raw`\b(?:tu\s{1,3}es|vous\s{1,3}êtes)\s{1,3}(?:maintenant|désormais)\s{1,3}(?:une?|le|la|mon)\b`,
  String.raw`\b(?:invite|prompt|instructions?)\s{1,3}(?:du\s{1,3})?système`,
  String.raw`\brépond(?:ez|s)\s{1,3}(?:uniquement|seulement)\s{1,3}(?:par|avec|en)\b`,
  // Spanish
  dropOrder(
    'ignor(?:ad|a|e)|olvid(?:ad|a|e)|omit(?:a|e)',
    'todas|todos|tus|sus|estas',
    'instrucciones|indicaciones|órdenes|reglas',
    'anteriores|previas|de arriba',
  ),
  String.raw`\b(?:ahora\s{1,3}eres|eres\s{1,3}ahora)\s{1,3}(?:una?|el|la|mi)\b`,
  String.raw`\b(?:prompt|instrucciones)\s{1,3}del\s{1,3}sistema\b`,
  String.raw`\brespond[ae]\s{1,3}(?:solo|sólo|únicamente|solamente)\s{1,3}(?:con|en)\b`,
  // Marks that separate roles in the prompts of models
  String.raw`<\/?(?:system|assistant|instructions?)>`,
  String.raw`\[\/?INST\]|<<\/?SYS>>`,
  String.raw`<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\|>`,
];

const instruction = new RegExp(phrases.join('|'), 'giu');

const excerptsMax = 3;
const excerptCharsMax = 100;
/** Longer than a phrase and its excerpt. */
const overlapChars = 512;

/** Looks for instructions in a text that comes in slices. */
export interface InstructionScan {
  read(slice: string, isLast: boolean): void;
  excerpts(): readonly string[];
}

export function createInstructionScan(): InstructionScan {
  const excerpts = new Set<string>();
  /** The end of the text so far, whose phrases may go on in the next slice. Its first character may be read already. */
  let rest = '';
  let start = 0;
  return {
    read(slice, isLast) {
      if (excerpts.size >= excerptsMax) return;
      const text = rest + stripInvisible(slice);
      const end = isLast ? text.length : text.length - overlapChars;
      let shownUntil = start;
      for (const { index, 0: match } of text.matchAll(instruction)) {
        if (index >= end || excerpts.size >= excerptsMax) break;
        if (index < shownUntil) continue;
        shownUntil = index + Math.max(excerptCharsMax, match.length);
        const excerpt = text.slice(index, shownUntil).toWellFormed().replace(/\s+/g, ' ').trim();
        excerpts.add(shownUntil < text.length ? `${excerpt}…` : excerpt);
      }
      const unread = Math.max(end, shownUntil);
      start = Math.min(1, unread);
      rest = text.slice(unread - start);
    },
    excerpts: () => [...excerpts],
  };
}

/**
 * Excerpts of a text that look like instructions to a model. A flag for readers of the record, nothing more: prompts
 * quote documents and turns as data anyway, and a text about such attacks is flagged too.
 */
export function findInstructions(text: string): readonly string[] {
  const scan = createInstructionScan();
  scan.read(text, true);
  return scan.excerpts();
}
