import { describeCleanItems, describeFindings } from '../../../debate/questions/describe-findings.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { recordTitles } from '../../../debate/views/labels.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** What a review found, the gravest first. */
export function Findings({ record, nameOf }: Props) {
  return (
    <section class="panel" aria-labelledby="findings-title">
      <h2 id="findings-title">{recordTitles.findings}</h2>
      <ul>
        {describeFindings(record, nameOf).map(({ severity, text, details }, index) => (
          <li key={index}>
            <strong>{severity}:</strong> {text}
            <ul class="muted">
              {details.map((detail) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <p>{describeCleanItems(record)}</p>
    </section>
  );
}
