import type { Client, ExportFormat } from '../../client/client.ts';

/** Downloads an export with a request, because a link cannot send the API key. */
export async function download(client: Client, debate: string, format: ExportFormat): Promise<void> {
  const url = URL.createObjectURL(new Blob([await client.exportText(debate, format)]));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${debate}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
