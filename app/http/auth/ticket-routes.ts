import type { Contract } from '../../contract/types/contract.ts';
import type { TicketResponse } from '../../debate/views/access-responses.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwDebateNotFound } from '../debates/load.ts';
import { mediaTypeOf } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { parseBody, readJsonBody, requireEmptyBody } from '../schemas/json-body.ts';
import { newTicketSchema, ticketSchema } from '../schemas/keys.ts';
import { jsonResponse } from '../schemas/responses.ts';
import type { AccessControl } from './access-control.ts';
import { formatTicket, hashTicket } from './credentials.ts';

const description = `A browser cannot send headers when it opens a WebSocket, and a key in a URL ends up in proxy logs.
Request a ticket instead and open \`/ws?ticket=…\` with it. A ticket works once and expires soon.`;

export interface TicketRoutesDeps {
  readonly contract: Contract;
  readonly store: Pick<Store, 'get' | 'addTicket'>;
  readonly accessControl: Pick<AccessControl, 'auditLog'>;
  readonly now: () => Date;
  readonly randomSecret: () => string;
}

export function registerTicketRoutes(register: RegisterRoute, deps: TicketRoutesDeps): void {
  const { contract, store, accessControl, now, randomSecret } = deps;
  const body = { content: { 'application/json': { schema: newTicketSchema } } };
  const responses = { 201: jsonResponse('The ticket', ticketSchema) };
  register('createTicket', { request: { body }, responses, description }, async (c) => {
    const { debate = null } = await parseTicketRequest(c, contract);
    const { caller, address } = c.var;
    if (debate !== null && !(await store.get(caller.tenant, debate))) return throwDebateNotFound(debate);
    const at = now();
    const ticket = formatTicket(randomSecret());
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

async function parseTicketRequest(c: AppContext, contract: Contract) {
  if (mediaTypeOf(c) !== '') return parseBody(newTicketSchema, await readJsonBody(c, contract));
  await requireEmptyBody(c, contract);
  return {};
}
