import { z } from '@hono/zod-openapi';
import { type Envelope, toEnvelope } from '../../debate/core/frames.ts';
import type { EventPageResponse } from '../../debate/views/responses.ts';
import type { DebateRow, Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { debateKey, isUnfinished, loadDebate } from '../debates/load.ts';
import type { RegisterRoute } from '../router.ts';
import { eventsSchema, streamFrameSchema } from '../schemas/events.ts';
import { queryInteger } from '../schemas/fields.ts';
import { parseQuery } from '../schemas/parse.ts';
import { idParams } from '../schemas/responses.ts';
import { type EventStreamDeps, readCursor, serveEventStream } from './sse.ts';

const description = `By default a stream of server-sent events: first \`subscribed\`, then every stored event with its
seq as id, and between them \`turn.delta\`, \`turn.snapshot\` and \`heartbeat\`, which have no id. Reconnect with
Last-Event-ID, \`?lastEventId=\` or \`?after=\` to continue without a gap; an id that the log does not have starts
from the beginning. The stream ends after the debate's last event; reconnecting
after that is answered 204. With \`Accept: application/json\`, a page of stored events.`;

export interface EventRoutesDeps extends EventStreamDeps {
  readonly store: Pick<Store, 'get' | 'events'>;
}

/** The log of a debate, as a live event stream or page by page. */
export function registerEventRoutes(register: RegisterRoute, deps: EventRoutesDeps): void {
  const { store, hub, viewers, contract, accessControl } = deps;
  const { eventsPageMax } = contract.limits;
  const query = z.strictObject({
    after: z
      .string()
      .optional()
      .openapi({ type: 'integer', description: 'Seq of the last event that the client has' }),
    limit: queryInteger(1, eventsPageMax).optional().openapi({ description: 'Size of a JSON page' }),
  });
  const headers = z.object({ 'last-event-id': z.string().optional() });
  const responses = {
    200: {
      description: 'Events in order. The schema of the stream is that of the `data` of each of its events',
      content: {
        'text/event-stream': { schema: streamFrameSchema },
        'application/json': { schema: eventsSchema },
      },
    },
    204: { description: 'The debate has ended and the client has all of its events' },
  };
  register(
    'debateEvents',
    { request: { params: idParams, query, headers }, responses, description },
    async (c) => {
      // A stream ignores parameters that it does not know: polyfills of EventSource add their own, such as `_`.
      const page = acceptsJson(c) ? parseQuery(query, c.req.query()) : null;
      const after = readCursor(c);
      const row = await loadDebate(c, store);
      if (page) return c.json(await loadPage(c, store, row, after, page.limit ?? eventsPageMax));
      const key = debateKey(c, row.id);
      return serveEventStream(c, { key, after, hub, viewers, contract, accessControl });
    },
  );
}

const acceptsJson = (c: AppContext): boolean => {
  const accept = c.req.header('accept') ?? '';
  return accept.includes('application/json') && !accept.includes('text/event-stream');
};

async function loadPage(
  c: AppContext,
  store: Pick<Store, 'events'>,
  row: DebateRow,
  after: number,
  limit: number,
): Promise<EventPageResponse<Envelope>> {
  // A cursor beyond the end may be larger than the database can hold.
  const events = await store.events(debateKey(c, row.id), Math.min(after, row.seq), limit);
  const lastSeq = events.at(-1)?.seq ?? Math.min(after, row.seq);
  return { events: events.map(toEnvelope), next: !isUnfinished(row) && lastSeq >= row.seq ? null : lastSeq };
}
