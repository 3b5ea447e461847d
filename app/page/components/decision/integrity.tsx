import type { Client, ExportFormat } from '../../../client/client.ts';
import type { SignedRecord } from '../../../debate/record/signature.ts';
import { formatSignature, verifyCommandLine, verifyInstruction } from '../../../debate/views/labels.ts';
import { getStoredKey } from '../../lib/api-key.ts';
import { download } from '../../lib/download.ts';

const formats: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'md', label: 'Markdown' },
  { format: 'html', label: 'HTML' },
  { format: 'json', label: 'Record, JSON' },
  { format: 'jsonl', label: 'Event log, JSONL' },
];

/** Downloads of the record, and the hashes that link it to its log. */
export function Integrity({ record, client }: { record: SignedRecord; client: Client }) {
  return (
    <section class="panel" aria-labelledby="hashes-title">
      <h2 id="hashes-title">Export and verify</h2>
      <ul class="downloads">
        {formats.map(({ format, label }) => (
          <li key={format}>
            <a
              class="button"
              href={client.exportUrl(record.debate, format)}
              download={`${record.debate}.${format}`}
              onClick={(event) => {
                if (getStoredKey() === undefined) return;
                event.preventDefault();
                void download(client, record.debate, format);
              }}
            >
              ↓ {label}
            </a>
          </li>
        ))}
      </ul>
      <dl class="hashes">
        <dt>Log, {record.hashes.events} events</dt>
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
        <dt>Verify the JSON offline</dt>
        <dd>
          <p>{verifyInstruction}</p>
          <code>{verifyCommandLine(record.signature.keyId)}</code>
        </dd>
      </dl>
    </section>
  );
}
