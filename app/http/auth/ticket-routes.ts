import type { TicketResponse } from '../../debate/views/responses.ts';
import { throwDebateNotFound } from '../debates/load.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { mediaTypeOf, readJsonBody, requireEmptyBody } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { newTicketSchema, ticketSchema } from '../schemas/keys.ts';
import { parseBody } from '../schemas/new-debate.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { formatTicket, hashTicket } from './credentials.ts';

const description = `A page cannot send headers when it opens a socket, and a key must not stand in an address, where
proxies log it. So it asks for a ticket, and opens \`/ws?ticket=…\` with that: once, and soon.`;

export function registerTicketRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract, store, accessControl, now } = deps;
  const body = { content: { 'application/json': { schema: newTicketSchema } } };
  const responses = { 201: jsonResponse('The ticket', ticketSchema) };
  register('createTicket', { request: { body }, responses, description }, async (c) => {
    const { debate = null } = await parseTicketRequest(c, deps);
    const { caller, address } = c.var;
    if (debate !== null && !(await store.get(caller.tenant, debate))) return throwDebateNotFound(debate);
    const at = now();
    const ticket = formatTicket(deps.randomSecret());
    const expiresAt = new Date(at.getTime() + contract.access.ticketLifetimeMs).toISOString();
    const { tenant, name, scopes, keyId } = caller;
    const storedTicket = { hash: hashTicket(ticket), tenant, name, scopes, keyId, debate, expiresAt };
    await store.addTicket(storedTicket, at.toISOString());
    const subject = debate === null ? 'socket' : `debate/${debate}`;
    accessControl.auditLog.enqueue({ caller, address, action: 'ticket.issue', subject, outcome: 'done' });
    const response: TicketResponse = { ticket, expiresAt };
    return c.json(response, 201);
  });
}

async function parseTicketRequest(c: AppContext, { contract }: AppDeps) {
  if (mediaTypeOf(c) !== '') return parseBody(newTicketSchema, await readJsonBody(c, contract));
  await requireEmptyBody(c, contract);
  return {};
}
