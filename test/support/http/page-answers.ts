import { securityHeaders } from '../../../app/http/middleware/security-headers.ts';
import { indexPath } from '../../../app/page/files.ts';
import { openPageSource } from '../../../app/page/source.ts';
import type { ScriptedAnswer } from './scripted-server.ts';

/** A scripted server's answers for the page of a debate and its files, under the real policy. */
export async function pageAnswers(debate: string): Promise<Readonly<Record<string, ScriptedAnswer>>> {
  const files = await openPageSource()(indexPath);
  const answers = [...files].map(([path, { body, mediaType }]): [string, ScriptedAnswer] => [
    path === indexPath ? `GET /debates/${debate}` : `GET /${path}`,
    (response) => response.writeHead(200, { ...securityHeaders, 'content-type': mediaType }).end(body),
  ]);
  return Object.fromEntries(answers);
}
