import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { Route } from '../contract/route.ts';
import { routes } from '../contract/routes.ts';
import type { AppContext, AppEnv, AppParts } from './parts.ts';
import { catalogue, type ProblemCode, problem, problemType, Refusal } from './problems.ts';

/** The one place where whatever was thrown becomes an answer. What is not a refusal is logged and tells nothing. */
export function answerError({ log, isOutage, contract, gate }: AppParts): ErrorHandler<AppEnv> {
  const retryAfter = { 'retry-after': `${contract.http.retryAfterSeconds}` };
  return (error, c) => {
    const refusal = refusalFor(error, c);
    if (denials.includes(refusal.code)) noteDenial(c, refusal.code);
    return answer(c, refusal, catalogue[refusal.code].status === 503 ? retryAfter : {});
  };

  function noteDenial(c: AppContext, outcome: ProblemCode): void {
    const { caller, address, route } = c.var;
    gate.counts.denied += 1;
    gate.audit.note({ caller, address, action: 'deny', subject: route ?? c.req.method, outcome });
  }

  function refusalFor(error: Error, c: AppContext): Refusal {
    if (error instanceof Refusal) return error;
    const { requestId } = c.var;
    if (isOutage(error)) {
      log.warn({ error, requestId }, 'the database does not answer');
      return new Refusal('unavailable', 'The database does not answer at present. Try again in a moment.');
    }
    log.error({ error, requestId }, 'a request failed');
    return new Refusal('internal', `This is a bug of the server. Its log says more, under ${requestId}.`);
  }
}

/** What is refused for who asks, and not for what they ask. */
const denials: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'cross-origin', 'misdirected'];

function answer(c: AppContext, refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const { code, message, extras } = refusal;
  const { errors } = extras;
  const body = problem(code, message, { ...(errors && { errors }), requestId: c.var.requestId });
  return c.body(JSON.stringify(body), catalogue[code].status, {
    'content-type': problemType,
    ...headers,
    ...extras.headers,
  });
}

const table: readonly Route[] = Object.values(routes);
const patterns = table.map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Nothing at this address, or nothing for this method. */
export const answerNotFound: NotFoundHandler<AppEnv> = (c) => {
  const { path, method } = c.req;
  const allowed = patterns.filter(({ pattern }) => pattern.test(path)).map((pattern) => pattern.method);
  if (allowed.includes('GET')) allowed.push('HEAD');
  if (allowed.length === 0 || allowed.includes(method))
    return answer(c, new Refusal('not-found', `There is nothing at ${path}. /docs has the addresses.`));
  const allow = allowed.join(', ');
  return answer(
    c,
    new Refusal('method-not-allowed', `${path} takes ${allow}, not ${method}.`, { headers: { allow } }),
  );
};
