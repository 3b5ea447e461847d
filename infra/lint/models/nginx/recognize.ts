import { parseNginx } from './parse.ts';

const nginxBlocks = new Set(['http', 'server', 'upstream', 'events', 'location', 'stream', 'mail']);

/** Whether a text has a block that only nginx has. */
export const isNginxText = (text: string): boolean =>
  /\b(?:http|server|upstream|events|location|stream|mail)\b[^;{}]*\{/.test(text) &&
  parseNginx(text).directives.some(({ name, block }) => block !== null && nginxBlocks.has(name));

/** Whether a text is a template of such a configuration, which may not have its syntax yet. */
export const isNginxTemplate = (text: string): boolean =>
  /^\s*(?:server|http|upstream\s+\S+|location\s[^;{}\n]*)\s*\{/m.test(text) &&
  /^\s*(?:listen|proxy_pass|server_name|root|server)\s[^;{}\n]*;/m.test(text);
