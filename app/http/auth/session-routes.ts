import type { Contract } from '../../contract/types/contract.ts';
import type { SessionResponse } from '../../debate/views/access-responses.ts';
import type { AppContext } from '../context.ts';
import type { RegisterRoute } from '../router.ts';
import { requireEmptyBody } from '../schemas/json-body.ts';
import { sessionSchema } from '../schemas/keys.ts';
import { jsonResponse } from '../schemas/responses.ts';
import type { AccessControl } from './access-control.ts';
import { endSessionCookie, keySessionSeconds, startSessionCookie } from './session-cookie.ts';

export interface SessionRoutesDeps {
  readonly contract: Contract;
  readonly accessControl: Pick<AccessControl, 'policy' | 'auditLog'>;
  readonly now: () => Date;
}

const description = `Sets an HttpOnly cookie that identifies the key of this request, so that a browser does not have to
keep the key. The session ends with the key, when it is deleted, or after 30 days.`;

/** The session of the page in a browser. Programs send their key with every request instead. */
export function registerSessionRoutes(register: RegisterRoute, deps: SessionRoutesDeps): void {
  const { contract, accessControl, now } = deps;
  const { isOpen, pepper } = accessControl.policy;
  const toResponse = (c: AppContext): SessionResponse => {
    const { name, tenant, scopes } = c.var.caller;
    return { name, tenant, scopes: [...scopes], keyRequired: !isOpen };
  };
  const responses = { 200: jsonResponse('The caller', sessionSchema) };

  register('getSession', { responses }, (c) => c.json(toResponse(c)));

  register('startSession', { responses, description }, async (c) => {
    await requireEmptyBody(c, contract);
    const { caller, address } = c.var;
    // Only for a key: a session must not renew itself.
    const hasKey = c.req.header('authorization') !== undefined;
    if (hasKey && caller.keyId !== null && pepper !== null) {
      c.header(
        'set-cookie',
        startSessionCookie(pepper, {
          keyId: caller.keyId,
          now: now(),
          seconds: keySessionSeconds,
          isSecure: isSecure(c),
        }),
      );
      accessControl.auditLog.enqueue({
        caller,
        address,
        action: 'sign-in',
        subject: 'page',
        outcome: 'done',
      });
    }
    return c.json(toResponse(c));
  });

  // Needs no key: a revoked one must not keep a person from signing out.
  register('endSession', { responses: { 204: { description: 'The cookie is removed' } } }, async (c) => {
    c.header('set-cookie', endSessionCookie(isSecure(c)));
    return c.body(null, 204);
  });
}

/** Only a browser needs the cookie, and it names the origin of its page; a proxy may have ended TLS. */
const isSecure = (c: AppContext): boolean => c.req.header('origin')?.startsWith('https:') ?? false;
