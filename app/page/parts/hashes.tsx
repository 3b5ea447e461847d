import type { Client, ExportFormat } from '../../client/client.ts';
import type { SignedRecord } from '../../debate/signature.ts';
import { howToVerify, signedBy } from '../../debate/words.ts';
import { download } from '../download.ts';
import { storedKey } from '../key.ts';

const formats: readonly { readonly format: ExportFormat; readonly says: string }[] = [
  { format: 'md', says: 'Markdown' },
  { format: 'html', says: 'HTML' },
  { format: 'json', says: 'Record, JSON' },
  { format: 'jsonl', says: 'Event log, JSONL' },
];

/** The record as a file, and what proves that it belongs to its log. */
export function Hashes({ record, client }: { record: SignedRecord; client: Client }) {
  return (
    <section class="panel" aria-labelledby="hashes-title">
      <h2 id="hashes-title">Keep it</h2>
      <ul class="downloads">
        {formats.map(({ format, says }) => (
          <li key={format}>
            <a
              class="button"
              href={client.exportUrl(record.debate, format)}
              download={`${record.debate}.${format}`}
              onClick={(event) => {
                if (storedKey() === undefined) return;
                event.preventDefault();
                void download(client, record.debate, format);
              }}
            >
              ↓ {says}
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
          <code>{signedBy(record.signature)}</code>
        </dd>
        <dt>Check the JSON, anywhere and offline</dt>
        <dd>
          <code>{howToVerify}</code>
        </dd>
      </dl>
    </section>
  );
}
