import { OpenAPIHono, z } from '@hono/zod-openapi';
import { mountAgents } from './agents.ts';
import { mountCommands } from './commands.ts';
import { mountDebates } from './debates.ts';
import { docsPage } from './docs.ts';
import { mountEvents } from './events.ts';
import { everyRequest } from './every-request.ts';
import { mountEvidence } from './evidence.ts';
import { mountExports } from './exports.ts';
import { answerError, answerNotFound } from './failures.ts';
import { guards } from './guards.ts';
import { mountKeys } from './keys.ts';
import { createMount } from './mount.ts';
import { apiDocument } from './openapi.ts';
import { mountPage } from './page.ts';
import type { AppEnv, AppParts } from './parts.ts';
import { mountProbes } from './probes.ts';
import { mountRecord } from './record.ts';
import { measureRequests } from './request-metrics.ts';
import { json } from './resource-schemas.ts';
import { mountSigningKeys } from './signing.ts';
import { mountSocket } from './socket-route.ts';
import { mountTickets } from './tickets.ts';

/** The whole HTTP surface: every route of the table, under the rules of its class. */
export function createApp(parts: AppParts): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();
  app.onError(answerError(parts));
  app.notFound(answerNotFound);
  const meter = measureRequests(parts.metrics);
  app.use(everyRequest(parts, meter), guards(parts));

  const mount = createMount(app, parts, meter);
  const document = apiDocument(app, parts.version);
  mountDebates(mount, parts);
  mountCommands(mount, parts);
  mountEvents(mount, parts);
  mountRecord(mount, parts);
  mountExports(mount, parts);
  mountSigningKeys(mount, parts);
  mountEvidence(mount, parts);
  mountAgents(mount, parts);
  mountKeys(mount, parts);
  mountTickets(mount, parts);
  mountSocket(mount, parts);
  mountPage(mount, parts, docsPage(document));
  mount('openapi', { responses: { 200: json('This document', z.looseObject({})) } }, (c) =>
    c.json(document()),
  );
  mountProbes(mount, parts);
  return app;
}
