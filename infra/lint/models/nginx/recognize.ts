import { parseNginx } from './parse.ts';

const nginxBlocks = new Set(['http', 'server', 'upstream', 'events', 'location', 'stream', 'mail']);

const blockWord = /\b(?:http|server|upstream|events|location|stream|mail)\b/;

/** Whether a text has a block that only nginx has. */
export const isNginxText = (text: string): boolean =>
  hasBlockWord(text) &&
  parseNginx(text).directives.some(({ name, block }) => block !== null && nginxBlocks.has(name));

/** Whether one of the words is before an opening brace: a quick look, before the text is parsed. */
const hasBlockWord = (text: string): boolean =>
  text
    .split('{')
    .slice(0, -1)
    .some((before) =>
      blockWord.test(before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('}')) + 1)),
    );

/** Whether a text is a template of such a configuration, which may not have its syntax yet. */
export const isNginxTemplate = (text: string): boolean =>
  /^[ \t]*(?:server|http|upstream[ \t]+\S+|location[ \t][^;{}\n]*)\s*\{/m.test(text) &&
  /^[ \t]*(?:listen|proxy_pass|server_name|root|server)\s[^;{}\n]*;/m.test(text);
