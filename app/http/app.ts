import { OpenAPIHono, z } from '@hono/zod-openapi';
import { registerAgentRoutes } from './agents.ts';
import { registerKeyRoutes } from './auth/key-routes.ts';
import { registerSessionRoutes } from './auth/session-routes.ts';
import { registerSignInRoutes } from './auth/sign-in-routes.ts';
import { registerTicketRoutes } from './auth/ticket-routes.ts';
import { registerUsageRoute } from './auth/usage-route.ts';
import type { AppEnv } from './context.ts';
import { registerCommandRoutes } from './debates/commands.ts';
import { registerDerivedDebateRoutes } from './debates/derived-debates.ts';
import { registerEvidenceRoute } from './debates/evidence.ts';
import { registerDebateRoutes } from './debates/routes.ts';
import { registerWebhookRoutes } from './debates/webhook-routes.ts';
import type { AppDeps } from './deps.ts';
import { createApiDocument } from './docs/openapi.ts';
import { createDocsPage } from './docs/page.ts';
import { createErrorHandler, createNotFoundHandler } from './errors/error-handler.ts';
import { registerEventRoutes } from './live/event-routes.ts';
import { registerWebSocketRoute } from './live/websocket/route.ts';
import { registerMcpRoute } from './mcp/route.ts';
import { registerOpenAiRoutes } from './openai/routes.ts';
import { createMessagePage, createMissingPage, registerPageRoutes } from './page.ts';
import { registerPanelRoutes } from './panels/routes.ts';
import { createPipeline } from './pipeline.ts';
import { registerProbeRoutes } from './probes.ts';
import { registerExportRoute } from './records/export-routes.ts';
import { registerRecordRoute } from './records/routes.ts';
import { registerSigningKeyRoute } from './records/signing-key-route.ts';
import { registerStatisticsRoute } from './records/statistics-route.ts';
import { createRouter } from './router.ts';
import { jsonResponse } from './schemas/responses.ts';

/** The whole HTTP surface: every route of the contract, with the middleware of its class. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();
  app.onError(createErrorHandler(deps));
  app.notFound(createNotFoundHandler(deps, createMissingPage(deps.pageAssets)));
  const pipeline = createPipeline(deps);
  app.use(pipeline.everyRequest);

  const register = createRouter(app, pipeline.middlewareFor);
  const document = createApiDocument(app, deps.version);
  registerDebateRoutes(register, deps);
  registerCommandRoutes(register, deps);
  registerDerivedDebateRoutes(register, deps);
  registerWebhookRoutes(register, deps);
  registerPanelRoutes(register, deps);
  registerEventRoutes(register, deps);
  registerRecordRoute(register, deps);
  registerExportRoute(register, deps);
  registerStatisticsRoute(register, deps);
  registerSigningKeyRoute(register, deps);
  registerEvidenceRoute(register, deps);
  registerAgentRoutes(register, deps);
  registerKeyRoutes(register, deps);
  registerUsageRoute(register, deps);
  registerSessionRoutes(register, deps);
  registerSignInRoutes(register, deps, createMessagePage(deps.pageAssets));
  registerTicketRoutes(register, deps);
  registerWebSocketRoute(register, deps);
  registerMcpRoute(register, deps, app.fetch);
  registerOpenAiRoutes(register, deps, app.fetch);
  registerPageRoutes(register, deps, createDocsPage(document));
  register('openapi', { responses: { 200: jsonResponse('This document', z.looseObject({})) } }, (c) =>
    c.json(document()),
  );
  registerProbeRoutes(register, deps);
  return app;
}
