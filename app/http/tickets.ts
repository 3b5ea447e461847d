import type { TicketResource } from '../debate/resources.ts';
import { mediaTypeOf, readJsonBody, refuseBody } from './body.ts';
import { ticketHash, ticketText } from './credentials.ts';
import { refuseNoDebate } from './debate-reading.ts';
import { newTicketSchema, ticketSchema } from './key-schemas.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts } from './parts.ts';
import { json } from './resource-schemas.ts';
import { readMembers } from './schemas.ts';

const description = `A page cannot send headers when it opens a socket, and a key must not stand in an address, where
proxies log it. So it asks for a ticket, and opens \`/ws?ticket=…\` with that: once, and soon.`;

export function mountTickets(mount: Mount, parts: AppParts): void {
  const { contract, store, gate, now } = parts;
  const body = { content: { 'application/json': { schema: newTicketSchema } } };
  const responses = { 201: json('The ticket', ticketSchema) };
  mount('createTicket', { request: { body }, responses, description }, async (c) => {
    const { debate = null } = await readAsked(c, parts);
    const { caller, address } = c.var;
    if (debate !== null && !(await store.get(caller.tenant, debate))) return refuseNoDebate(debate);
    const at = now();
    const ticket = ticketText(parts.randomSecret());
    const expiresAt = new Date(at.getTime() + contract.access.ticketMs).toISOString();
    const { tenant, name, scopes, keyId } = caller;
    const kept = { hash: ticketHash(ticket), tenant, name, scopes, keyId, debate, expiresAt };
    await store.addTicket(kept, at.toISOString());
    const subject = debate === null ? 'socket' : `debate/${debate}`;
    gate.audit.note({ caller, address, action: 'ticket.issue', subject, outcome: 'done' });
    const resource: TicketResource = { ticket, expiresAt };
    return c.json(resource, 201);
  });
}

async function readAsked(c: AppContext, { contract }: AppParts) {
  if (mediaTypeOf(c) !== '') return readMembers(newTicketSchema, await readJsonBody(c, contract));
  await refuseBody(c, contract);
  return {};
}
