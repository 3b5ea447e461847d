import { z } from '@hono/zod-openapi';
import { assertNever } from '../debate/events.ts';
import { envelope } from '../debate/frames.ts';
import type { DebateRow } from '../store/store.ts';
import { debateKey, debateRow, isOpen, readLog } from './debate-reading.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { refuse } from './problems.ts';
import { readRecord } from './record.ts';
import { reportOf } from './report.ts';
import { toHtml, toMarkdown } from './report-formats.ts';
import { idParams } from './resource-schemas.ts';
import { readQuery } from './schemas.ts';

const mediaTypes = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const;

type Format = keyof typeof mediaTypes;
const formats = ['md', 'json', 'jsonl', 'html'] as const satisfies readonly Format[];

/** The record, or the log, as a file to keep. */
export function mountExports(mount: Mount, parts: AppParts): void {
  const query = z.strictObject({ format: z.enum(formats) });
  const file = { schema: z.string() };
  const content = Object.fromEntries(Object.values(mediaTypes).map((type) => [type, file]));
  const responses = { 200: { description: 'A file: the record, or with `jsonl` the log so far', content } };
  mount('exportDebate', { request: { params: idParams, query }, responses }, async (c) => {
    const { format } = readQuery(query, c.req.query());
    const row = await debateRow(c, parts.store);
    const text = await written(format, c, parts, row);
    return c.body(text, 200, {
      'content-type': mediaTypes[format],
      'content-disposition': `attachment; filename="debate-${row.id}.${format}"`,
    });
  });
}

async function written(format: Format, c: AppContext, parts: AppParts, row: DebateRow): Promise<string> {
  if (format === 'jsonl') {
    const log = await readLog(parts, debateKey(c, row.id), 0, c.var.signal);
    return log.map((event) => `${JSON.stringify(envelope(event))}\n`).join('');
  }
  if (isOpen(row))
    refuse('running', 'There is no record before the debate has ended. Its log so far is `jsonl`.');
  const record = await readRecord(c, parts, row.id);
  switch (format) {
    case 'md':
      return toMarkdown(reportOf(record));
    case 'html':
      return toHtml(reportOf(record));
    case 'json':
      return `${JSON.stringify(record, null, 2)}\n`;
    default:
      return assertNever(format);
  }
}
