import type { Store } from '../../../app/store/store.ts';
import { keyedAccess } from './api-keys.ts';
import { startFakeIssuer } from './fake-issuer.ts';
import { openIdOf, startSignIn } from './sign-in.ts';
import { createTestApp } from './test-app.ts';

/** No server answers at port 1. */
const noServer = new URL('http://127.0.0.1:1');

/** A request for each refusal of a sign-in by OpenID Connect. */
export const signInProblems = (store: Store) => ({
  'sign-in-failed': () => call(store, '/api/v1/sign-in/callback'),
  'issuer-unavailable': () => call(store, '/api/v1/sign-in/start'),
  async 'sign-in-not-allowed'() {
    const issuer = await startFakeIssuer();
    const app = createTestApp(store, { policy: keyedAccess, openId: openIdOf(issuer.url) });
    const { location, cookie } = await startSignIn(app);
    const { pathname, search } = issuer.visit(location);
    const answer = await app.call(`${pathname}${search}`, { headers: { cookie } });
    app.close();
    await issuer.stop();
    return answer;
  },
});

async function call(store: Store, path: string) {
  const app = createTestApp(store, { policy: keyedAccess, openId: openIdOf(noServer) });
  const answer = await app.call(path);
  app.close();
  return answer;
}
