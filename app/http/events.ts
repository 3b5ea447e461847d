import { z } from '@hono/zod-openapi';
import { type Envelope, envelope } from '../debate/frames.ts';
import type { EventsResource } from '../debate/resources.ts';
import type { DebateRow } from '../store/store.ts';
import { debateKey, debateRow, isOpen } from './debate-reading.ts';
import { envelopeSchema, eventsSchema } from './event-schemas.ts';
import { cursorOf, serveEventStream } from './live.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { idParams } from './resource-schemas.ts';
import { integerIn, readQuery } from './schemas.ts';

const description = `By default a stream of server-sent events: first \`subscribed\`, then every stored event with its
seq as id, and between them \`turn.delta\`, \`turn.snapshot\` and \`heartbeat\`, which have none. Come back with
Last-Event-ID or \`?after=\` to go on without a gap. The stream ends after the debate's last event; after that the
answer is 204. With \`Accept: application/json\`, a page of stored events.`;

/** The log of a debate: live as an event stream, or page by page. */
export function mountEvents(mount: Mount, parts: AppParts): void {
  const { eventsPageMax } = parts.contract.limits;
  const query = z.strictObject({
    after: z
      .string()
      .optional()
      .openapi({ type: 'integer', description: 'Seq of the last event that is known' }),
    limit: integerIn(1, eventsPageMax).optional().openapi({ description: 'Of a JSON page' }),
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
  mount(
    'debateEvents',
    { request: { params: idParams, query, headers }, responses, description },
    async (c) => {
      const { limit = eventsPageMax } = readQuery(query, c.req.query());
      const after = cursorOf(c);
      const row = await debateRow(c, parts.store);
      if (wantsPage(c)) return c.json(await pageOf(c, parts, row, after, limit));
      return serveEventStream(c, { ...parts, key: debateKey(c, row.id), after });
    },
  );
}

const wantsPage = (c: AppContext): boolean => {
  const accept = c.req.header('accept') ?? '';
  return accept.includes('application/json') && !accept.includes('text/event-stream');
};

async function pageOf(
  c: AppContext,
  { store }: AppParts,
  row: DebateRow,
  after: number,
  limit: number,
): Promise<EventsResource<Envelope>> {
  const events = await store.events(debateKey(c, row.id), after, limit);
  const reached = events.at(-1)?.seq ?? Math.min(after, row.seq);
  return { events: events.map(envelope), next: !isOpen(row) && reached >= row.seq ? null : reached };
}
