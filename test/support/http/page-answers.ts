import { securityHeaders } from '../../../app/http/middleware/security-headers.ts';
import { indexPath } from '../../../app/page/files.ts';
import { openPageSource } from '../../../app/page/source.ts';
import type { ScriptedAnswer } from './scripted-server.ts';

let built: ReturnType<ReturnType<typeof openPageSource>> | undefined;

/** A scripted server's answers for the page at `path`, such as `/debates/d1`, and its files, under the real policy. */
export async function pageAnswers(path: string): Promise<Readonly<Record<string, ScriptedAnswer>>> {
  built ??= openPageSource()(indexPath);
  const files = await built;
  const answers = [...files].map(([file, { body, mediaType }]): [string, ScriptedAnswer] => [
    file === indexPath ? `GET ${path}` : `GET /${file}`,
    (response) => response.writeHead(200, { ...securityHeaders, 'content-type': mediaType }).end(body),
  ]);
  return Object.fromEntries(answers);
}
