import type { Client, ExportFormat } from '../../client/client.ts';

/** Saves an export by a call, because a link cannot show a key to the server. */
export async function download(client: Client, debate: string, format: ExportFormat): Promise<void> {
  const url = URL.createObjectURL(new Blob([await client.exportText(debate, format)]));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${debate}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
