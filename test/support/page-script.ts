import { securityHeaders } from '../../app/http/headers.ts';
import { indexPath } from '../../app/page/files.ts';
import { pageSource } from '../../app/page/source.ts';
import type { Answer } from './scripted-server.ts';

/** A scripted server's answers for the page of a debate and its files, under the real policy. */
export async function pageScript(debate: string): Promise<Readonly<Record<string, Answer>>> {
  const files = await pageSource()(indexPath);
  const answers = [...files].map(([path, { body, mediaType }]): [string, Answer] => [
    path === indexPath ? `GET /debates/${debate}` : `GET /${path}`,
    (response) => response.writeHead(200, { ...securityHeaders, 'content-type': mediaType }).end(body),
  ]);
  return Object.fromEntries(answers);
}
