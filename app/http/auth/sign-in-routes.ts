import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type { SignInOptionsResponse } from '../../debate/views/access-responses.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext, AppMiddleware, Caller } from '../context.ts';
import { ProblemError, problemTypes, throwProblem } from '../errors/problem-types.ts';
import { problemDocs, type RegisterRoute } from '../router.ts';
import { signInOptionsSchema } from '../schemas/keys.ts';
import { parseQuery } from '../schemas/parse.ts';
import { jsonResponse } from '../schemas/responses.ts';
import type { AccessControl } from './access-control.ts';
import { hashSecret } from './credentials.ts';
import { authorizationUrl, fetchClaims } from './open-id.ts';
import type { OpenIdSettings } from './open-id-settings.ts';
import { type Person, toPerson } from './person.ts';
import { startSessionCookie } from './session-cookie.ts';
import { endAttemptCookie, readAttempt, startAttempt } from './sign-in-cookie.ts';

export interface SignInRoutesDeps {
  readonly openId: OpenIdSettings | null;
  readonly contract: Contract;
  readonly store: Pick<Store, 'savePersonKey'>;
  readonly accessControl: Pick<AccessControl, 'policy' | 'auditLog' | 'keyCache'>;
  readonly log: Log;
  readonly now: () => Date;
  readonly randomId: () => string;
  readonly randomSecret: () => string;
}

type SendMessage = (c: AppContext, status: 400 | 403 | 503, message: string) => Promise<Response | null>;

const startQuery = z.strictObject({
  to: z
    .string()
    .regex(/^\/(?:keys|debates\/[\w-]{1,64})?$/, 'must be a path of the page')
    .optional()
    .openapi({ description: 'The path of the page to return to; default: the start page' }),
});

const description = 'Only for browsers: the answer is a redirect, or a page that says what went wrong.';

/**
 * Signs a person in by OpenID Connect: authorization code with PKCE, state and nonce. A person gets a key that only
 * their session can use, so that everything about keys (scopes, tenant, revocation, usage) is the same for them.
 */
export function registerSignInRoutes(
  register: RegisterRoute,
  deps: SignInRoutesDeps,
  sendMessage: SendMessage,
): void {
  const { openId, now, randomSecret } = deps;

  const options = { 200: jsonResponse('The options', signInOptionsSchema) };
  register('signInOptions', { responses: options }, (c) => {
    const response: SignInOptionsResponse = { openId: openId && { name: openId.name } };
    return c.json(response);
  });

  const redirects = { 302: { description: 'To the issuer' }, default: messageDocs };
  const request = { query: startQuery };
  register(
    'startSignIn',
    { request, responses: redirects, description },
    withMessage(deps, sendMessage, async (c) => {
      const { settings, pepper, isSecure } = requireOpenId(deps);
      const { to: returnPath = '/' } = parseQuery(startQuery, c.req.query());
      const { attempt, header } = startAttempt(pepper, {
        returnPath,
        random: randomSecret(),
        now: now(),
        isSecure,
      });
      const url = await authorizationUrl(settings, attempt, c.var.signal);
      c.header('set-cookie', header);
      return c.redirect(url.href, 302);
    }),
  );

  const returns = { 303: { description: 'To the page, with its session' }, default: messageDocs };
  register(
    'finishSignIn',
    { responses: returns, description },
    withMessage(deps, sendMessage, async (c) => {
      const { settings, pepper, isSecure } = requireOpenId(deps);
      c.header('set-cookie', endAttemptCookie(isSecure));
      const attempt = readAttempt(pepper, c.req.header('cookie'), now());
      if (attempt === null)
        return throwProblem(
          'sign-in-failed',
          'This sign-in was not started in this browser, or it took longer than ten minutes. Start it again.',
        );
      const claims = await fetchClaims(settings, attempt, new URL(c.req.url).search, c.var.signal);
      const person = toPerson(claims, settings, deps.contract.limits.nameCharsMax);
      const keyId = await savePerson(deps, person, pepper, settings.sessionSeconds);
      const session = { keyId, now: now(), seconds: settings.sessionSeconds, isSecure };
      c.header('set-cookie', startSessionCookie(pepper, session), { append: true });
      audit(c, deps.accessControl, { ...person, keyId, debateScope: null }, 'done');
      return c.redirect(attempt.returnPath, 303);
    }),
  );
}

const messageDocs = {
  ...problemDocs,
  content: { ...problemDocs.content, 'text/html': { schema: z.string() } },
};

/** A person reads the answer, so a browser gets a refusal as a page. */
const withMessage =
  (
    { log, accessControl }: SignInRoutesDeps,
    sendMessage: SendMessage,
    handler: (c: AppContext) => Promise<Response>,
  ): AppMiddleware =>
  async (c) => {
    try {
      return await handler(c);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { code, message, cause } = error;
      if (cause !== undefined) log.warn({ error: cause, requestId: c.var.requestId }, 'sign-in failed');
      const { status } = problemTypes[code];
      if (status !== 400 && status !== 403 && status !== 503) throw error;
      audit(c, accessControl, c.var.caller, code);
      const isNavigation = c.req.header('accept')?.includes('text/html');
      const page = isNavigation ? await sendMessage(c, status, message) : null;
      if (page === null) throw error;
      return page;
    }
  };

const audit = (
  { var: { address } }: AppContext,
  { auditLog }: Pick<AccessControl, 'auditLog'>,
  caller: Caller,
  outcome: string,
): void => auditLog.enqueue({ caller, address, action: 'sign-in', subject: 'issuer', outcome });

function requireOpenId({ openId, accessControl }: SignInRoutesDeps) {
  const { pepper } = accessControl.policy;
  if (openId !== null && pepper !== null)
    return { settings: openId, pepper, isSecure: openId.redirectUri.protocol === 'https:' };
  return throwProblem(
    'not-found',
    'This server has no sign-in by OpenID Connect. ROSTRUM_OIDC_ISSUER turns it on; keys work without it.',
  );
}

/** Stores the person's key, which is valid as long as the session. Its secret is thrown away. */
async function savePerson(
  { store, accessControl, now, randomId, randomSecret }: SignInRoutesDeps,
  { subject, name, tenant, scopes }: Person,
  pepper: string,
  seconds: number,
): Promise<string> {
  const at = now();
  const key = {
    id: randomId(),
    tenant,
    name,
    scopes,
    secretHash: hashSecret(pepper, randomSecret()),
    createdAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + seconds * 1000).toISOString(),
  };
  const id = await store.savePersonKey(key, subject);
  // It may be the key of an earlier session, with other scopes.
  accessControl.keyCache.forget(id);
  return id;
}
