import { z } from '@hono/zod-openapi';
import { type Envelope, toEnvelope } from '../../debate/core/frames.ts';
import type { EventPageResponse } from '../../debate/views/responses.ts';
import type { DebateRow } from '../../store/store.ts';
import { debateKey, isUnfinished, loadDebate } from '../debates/load.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import type { RegisterRoute } from '../router.ts';
import { envelopeSchema, eventsSchema } from '../schemas/events.ts';
import { parseQuery, queryInteger } from '../schemas/new-debate.ts';
import { idParams } from '../schemas/responses.ts';
import { readCursor, serveEventStream } from './sse.ts';

const description = `By default a stream of server-sent events: first \`subscribed\`, then every stored event with its
seq as id, and between them \`turn.delta\`, \`turn.snapshot\` and \`heartbeat\`, which have none. Come back with
Last-Event-ID or \`?after=\` to go on without a gap. The stream ends after the debate's last event; after that the
answer is 204. With \`Accept: application/json\`, a page of stored events.`;

/** The log of a debate: live as an event stream, or page by page. */
export function registerEventRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { eventsPageMax } = deps.contract.limits;
  const query = z.strictObject({
    after: z
      .string()
      .optional()
      .openapi({ type: 'integer', description: 'Seq of the last event that is known' }),
    limit: queryInteger(1, eventsPageMax).optional().openapi({ description: 'Of a JSON page' }),
  });
  const headers = z.object({ 'last-event-id': z.string().optional() });
  const responses = {
    200: {
      description: 'Events in order',
      content: {
        'text/event-stream': { schema: envelopeSchema },
        'application/json': { schema: eventsSchema },
      },
    },
    204: { description: 'The debate has ended and all of its events are known' },
  };
  register(
    'debateEvents',
    { request: { params: idParams, query, headers }, responses, description },
    async (c) => {
      const { limit = eventsPageMax } = parseQuery(query, c.req.query());
      const after = readCursor(c);
      const row = await loadDebate(c, deps.store);
      if (acceptsJson(c)) return c.json(await loadPage(c, deps, row, after, limit));
      return serveEventStream(c, { ...deps, key: debateKey(c, row.id), after });
    },
  );
}

const acceptsJson = (c: AppContext): boolean => {
  const accept = c.req.header('accept') ?? '';
  return accept.includes('application/json') && !accept.includes('text/event-stream');
};

async function loadPage(
  c: AppContext,
  { store }: AppDeps,
  row: DebateRow,
  after: number,
  limit: number,
): Promise<EventPageResponse<Envelope>> {
  const events = await store.events(debateKey(c, row.id), after, limit);
  const lastSeq = events.at(-1)?.seq ?? Math.min(after, row.seq);
  return { events: events.map(toEnvelope), next: !isUnfinished(row) && lastSeq >= row.seq ? null : lastSeq };
}
