import { isLoopbackUrl, isSourceHost } from './source-hosts.ts';
import { SourceRefused } from './source-refused.ts';

/** The address of a document, if it may be read; throws SourceRefused otherwise. */
export function checkSourceUrl(text: string, hosts: readonly string[]): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new SourceRefused('validation-failed', 'is not a URL that begins with https://.');
  if (url.username !== '' || url.password !== '')
    throw new SourceRefused('validation-failed', 'must have no user name or password.');
  if (!isSourceHost(url, hosts)) throw new SourceRefused('host-not-allowed', describeHosts(url, hosts));
  if (url.protocol !== 'https:' && !isLoopbackUrl(url))
    throw new SourceRefused('validation-failed', 'must begin with https://.');
  return url;
}

function describeHosts({ host }: URL, hosts: readonly string[]): string {
  const setting = 'The operator allows hosts with ROSTRUM_EVIDENCE_HOSTS';
  if (hosts.length === 0)
    return `cannot be read: documents by address are switched off. ${setting}. Send the document itself.`;
  return `cannot be read: documents are not allowed from ${host}. ${setting}.`;
}
