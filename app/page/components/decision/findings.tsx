import { describeCleanItems, describeFindings } from '../../../debate/questions/describe-findings.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { recordTitles } from '../../../debate/views/labels.ts';
import { Citations } from '../citations.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** What a review found, the gravest first. */
export function Findings({ record, nameOf }: Props) {
  return (
    <section class="panel" aria-labelledby="findings-title">
      <h2 id="findings-title">{recordTitles.findings}</h2>
      <ul class="findings">
        {describeFindings(record, nameOf).map((finding, index) => (
          <li key={index}>
            <p>
              <strong>{finding.severity}:</strong> {finding.text}
            </p>
            <p class="muted">{finding.item}</p>
            <p class="muted">
              {finding.holders} ({finding.support}){!finding.citation && ', without a quote'}
            </p>
            <Citations citations={finding.citation ? [finding.citation] : []} />
          </li>
        ))}
      </ul>
      <p class="clean-items">{describeCleanItems(record)}</p>
    </section>
  );
}
