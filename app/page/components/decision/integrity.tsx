import type { SignedRecord } from '../../../debate/record/signature.ts';
import { formatSignature, verifyCommandLine, verifyInstruction } from '../../../debate/views/labels.ts';

/** The hashes that link the record to its log, and how to check them. Few readers need them, so they are folded. */
export function Integrity({ record }: { record: SignedRecord }) {
  return (
    <details class="panel integrity">
      <summary>
        <h2>Verify this record</h2> <span class="caption">signed, {record.hashes.events} events</span>
      </summary>
      <dl class="hashes">
        <dt>Log</dt>
        <dd>
          <code>{record.hashes.log}</code>
        </dd>
        <dt>Contract</dt>
        <dd>
          <code>{record.hashes.contract}</code>
        </dd>
        <dt>Signature</dt>
        <dd>
          <code>{formatSignature(record.signature)}</code>
        </dd>
        <dt>Verify the JSON export offline</dt>
        <dd>
          <p>{verifyInstruction}</p>
          <code>{verifyCommandLine(record.signature.keyId)}</code>
        </dd>
      </dl>
    </details>
  );
}
