import type { Client, ExportFormat } from '../../../client/client.ts';

const formats: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'md', label: 'Markdown' },
  { format: 'html', label: 'HTML' },
  { format: 'json', label: 'Record, JSON' },
  { format: 'jsonl', label: 'Event log, JSONL' },
];

/** Downloads of the record. */
export function ExportLinks({ debate, client }: { debate: string; client: Client }) {
  return (
    <>
      {formats.map(({ format, label }) => (
        <a key={format} href={client.exportUrl(debate, format)} download={`${debate}.${format}`}>
          Export: {label}
        </a>
      ))}
    </>
  );
}
