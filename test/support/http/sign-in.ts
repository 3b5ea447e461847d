import type { OpenIdSettings } from '../../../app/http/auth/open-id-settings.ts';
import type { KeyScope } from '../../../app/shared/key-scope.ts';
import { clientSecret } from './fake-issuer.ts';
import type { TestApp, TestResponse } from './test-app.ts';

export const callbackUri = 'http://localhost/api/v1/sign-in/callback';

/** Settings for an issuer whose people are of a department. */
export const openIdOf = (issuer: URL): OpenIdSettings => ({
  issuer,
  name: 'Example Login',
  clientId: 'rostrum',
  clientSecret,
  redirectUri: new URL(callbackUri),
  scope: 'openid groups',
  groupsClaim: 'groups',
  scopesByGroup: new Map<string, readonly KeyScope[]>([
    ['debaters', ['read', 'run']],
    ['leads', ['read', 'run', 'admin']],
  ]),
  tenantClaim: 'department',
  sessionSeconds: 3600,
});

/** The cookies that a response sets. */
export const cookiesOf = ({ headers }: TestResponse): ReadonlyMap<string, string> =>
  new Map(
    headers.getSetCookie().map((header) => {
      const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=');
      return [name, value];
    }),
  );

/** What a browser has when the server has sent it to the issuer. */
export async function startSignIn(app: Pick<TestApp, 'call'>, to = '/') {
  const response = await app.call(`/api/v1/sign-in/start?to=${encodeURIComponent(to)}`);
  const cookie = `rostrum_sign_in=${cookiesOf(response).get('rostrum_sign_in') ?? ''}`;
  return { response, cookie, location: response.headers.get('location') ?? '' };
}
