import type { SignedRecord } from '../../../debate/record/signature.ts';
import {
  createSeatNames,
  recordTitles,
  verifyCommandLine,
  verifyInstruction,
} from '../../../debate/views/labels.ts';
import { identityFacts } from '../../../debate/views/record-facts.ts';
import { outcomeNotes } from '../../../debate/views/record-text.ts';
import { neutralFormats } from '../../../shared/formats.ts';
import type { Report } from './report.ts';
import { createSections } from './sections.ts';
import { stripDeep } from './strip-deep.ts';

/** Without characters that a person does not see; a footnote says how many were removed. */
export function buildReport(record: SignedRecord): Report {
  const names = createSeatNames([...record.panel, record.judge, ...record.jury]);
  const { value: report, removed } = stripDeep({
    title: record.question,
    notes: outcomeNotes(record, names.nameOf, neutralFormats),
    sections: createSections(record, names),
    identity: {
      title: recordTitles.identity,
      facts: identityFacts(record),
      verification: {
        instruction: verifyInstruction,
        command: verifyCommandLine(record.signature.keyId),
      },
    },
  });
  return { ...report, footnotes: removed > 0 ? [describeRemoved(removed)] : [] };
}

const describeRemoved = (count: number): string =>
  count === 1
    ? 'One invisible, bidirectional or control character was removed from these texts.'
    : `${count} invisible, bidirectional or control characters were removed from these texts.`;
