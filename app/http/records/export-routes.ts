import { z } from '@hono/zod-openapi';
import { assertNever } from '../../debate/core/events.ts';
import { toEnvelope } from '../../debate/core/frames.ts';
import type { DebateRow } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { debateKey, isUnfinished, loadDebate, loadEvents } from '../debates/load.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { parseQuery } from '../schemas/parse.ts';
import { recordSchema } from '../schemas/record.ts';
import { idParams } from '../schemas/responses.ts';
import { type LoadRecordDeps, loadRecord } from './load-record.ts';
import { buildReport } from './report/build-report.ts';
import { renderHtml } from './report/html.ts';
import { renderMarkdown } from './report/markdown.ts';

const mediaTypes = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const;

type ExportFormat = keyof typeof mediaTypes;
const exportFormats = ['md', 'json', 'jsonl', 'html'] as const satisfies readonly ExportFormat[];

/** The record or the log as a file. */
export function registerExportRoute(register: RegisterRoute, deps: LoadRecordDeps): void {
  const query = z.strictObject({ format: z.enum(exportFormats) });
  const file = { schema: z.string() };
  const content = Object.fromEntries(
    Object.values(mediaTypes).map((type) => [
      type,
      type === mediaTypes.json ? { schema: recordSchema } : file,
    ]),
  );
  const responses = {
    200: { description: 'A file: the record, or with `jsonl` the log up to now', content },
  };
  register('exportDebate', { request: { params: idParams, query }, responses }, async (c) => {
    const { format } = parseQuery(query, c.req.query());
    const row = await loadDebate(c, deps.store);
    const text = await renderExport(format, c, deps, row);
    return c.body(text, 200, {
      'content-type': mediaTypes[format],
      'content-disposition': `attachment; filename="debate-${row.id}.${format}"`,
    });
  });
}

async function renderExport(
  format: ExportFormat,
  c: AppContext,
  deps: LoadRecordDeps,
  row: DebateRow,
): Promise<string> {
  if (format === 'jsonl') {
    const events = await loadEvents(deps, debateKey(c, row.id), 0, c.var.signal);
    return events.map((event) => `${JSON.stringify(toEnvelope(event))}\n`).join('');
  }
  if (isUnfinished(row))
    throwProblem(
      'debate-not-ended',
      'The record exists once the debate has ended. Use format=jsonl for its log up to now.',
    );
  const record = await loadRecord(c, deps, row.id);
  switch (format) {
    case 'md':
      return renderMarkdown(buildReport(record));
    case 'html':
      return renderHtml(buildReport(record));
    case 'json':
      return `${JSON.stringify(record, null, 2)}\n`;
    default:
      return assertNever(format);
  }
}
