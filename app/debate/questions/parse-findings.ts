import { type FindingSeverity, findingSeverities, type ReviewFinding } from '../core/turn-outcome.ts';
import { checkQuote } from '../prompting/quote-match.ts';
import {
  type Members,
  optionalText,
  ReplyProblem,
  requireList,
  requireObject,
  requireText,
  toSingleLine,
} from '../prompting/reply-members.ts';
import type { EvidenceDocument } from '../prompting/turn-context.ts';

/** Findings are compared with one another by their quotes. */
const findingQuoteCharsMax = 1000;

/** What a reviewer found wrong, by the items of the checklist, with its quotes checked against the documents. */
export const parseFindings = (
  data: Members,
  checklist: readonly string[],
  documents: readonly EvidenceDocument[],
): readonly ReviewFinding[] =>
  requireList(data, 'findings').map((entry) => {
    const finding = requireObject(entry, 'each of "findings"');
    return {
      item: parseItem(finding.item, checklist),
      severity: parseSeverity(finding),
      text: toSingleLine(requireText(finding, 'finding')),
      ...parseFindingQuote(finding, documents),
    };
  });

/** The number of an item (`2`, `Item 2`, `C2`), or its text. */
function parseItem(value: unknown, checklist: readonly string[]): number {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const [, digits = ''] = /^(?:item|c|#)?\s*(\d{1,3})\.?$/i.exec(text) ?? [];
  const item = Number(digits) || checklist.indexOf(text) + 1;
  if (item >= 1 && item <= checklist.length) return item;
  throw new ReplyProblem(`"item" must be the number of an item of the checklist, 1 to ${checklist.length}`);
}

function parseSeverity(finding: Members): FindingSeverity {
  const word = requireText(finding, 'severity').toLowerCase();
  const severity = findingSeverities.find((known) => known === word);
  if (severity) return severity;
  throw new ReplyProblem(`"severity" must be one of: ${findingSeverities.join(' | ')}`);
}

function parseFindingQuote(
  finding: Members,
  documents: readonly EvidenceDocument[],
): Pick<ReviewFinding, 'citation'> {
  const quote = optionalText(finding, 'quote');
  if (quote === null) return {};
  if (quote.length > findingQuoteCharsMax)
    throw new ReplyProblem(`the quote of a finding has more than ${findingQuoteCharsMax} characters`);
  const quoted = { evidence: requireText(finding, 'evidence').toUpperCase(), quote };
  return { citation: { ...quoted, ...checkQuote(quoted, documents) } };
}
