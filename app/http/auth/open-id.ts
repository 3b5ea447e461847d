import type { ClientAuth, Configuration } from 'openid-client';
import { ProblemError } from '../errors/problem-types.ts';
import type { OpenIdSettings } from './open-id-settings.ts';
import type { Claims } from './person.ts';
import type { SignInAttempt } from './sign-in-cookie.ts';

/** Loaded with the first sign-in: a server without OpenID Connect needs none of it. */
const loadClient = () => import('openid-client');
type Client = Awaited<ReturnType<typeof loadClient>>;

/** The issuer's address for a sign-in. `signal` is that of the request. */
export async function authorizationUrl(
  settings: OpenIdSettings,
  { state, nonce, codeVerifier }: SignInAttempt,
  signal: AbortSignal,
): Promise<URL> {
  const client = await loadClient();
  const configuration = await discover(client, settings, signal);
  return client.buildAuthorizationUrl(configuration, {
    redirect_uri: settings.redirectUri.href,
    scope: settings.scope,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
}

/** Exchanges the code in the query of the callback for what the issuer says of the person. */
export async function fetchClaims(
  settings: OpenIdSettings,
  { state, nonce, codeVerifier }: SignInAttempt,
  query: string,
  signal: AbortSignal,
): Promise<Claims> {
  const client = await loadClient();
  const configuration = await discover(client, settings, signal);
  const url = new URL(settings.redirectUri);
  url.search = query;
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
  try {
    const tokens = await client.authorizationCodeGrant(configuration, url, checks);
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the issuer sent no ID token');
    const hasGroups = settings.groupsClaim in claims || !configuration.serverMetadata().userinfo_endpoint;
    if (hasGroups) return claims;
    return { ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  } catch (error) {
    signal.throwIfAborted();
    throw toProblem(client, error, settings);
  }
}

/**
 * What the issuer publishes about itself. Read again for every sign-in, keys included: they are rare, and nothing that
 * the issuer changes, such as its keys, is then out of date here.
 */
async function discover(
  client: Client,
  { issuer, clientId, clientSecret, name }: OpenIdSettings,
  signal: AbortSignal,
): Promise<Configuration> {
  const authentication = clientSecret === null ? client.None() : secretAuthentication(client, clientSecret);
  try {
    return await client.discovery(issuer, clientId, {}, authentication, {
      // Signatures are checked too, although the token comes over TLS.
      execute: [
        client.enableNonRepudiationChecks,
        // Allowed by the configuration on this machine only.
        ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
      [client.customFetch]: (url, { body, signal: timeout, ...options }) =>
        fetch(url, {
          ...options,
          body: body instanceof Uint8Array ? Uint8Array.from(body) : (body ?? null),
          signal: AbortSignal.any(timeout ? [signal, timeout] : [signal]),
        }),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw unavailable(name, error);
  }
}

/** In the header, as the standard prefers, unless the issuer accepts it in the body only. */
function secretAuthentication(client: Client, secret: string): ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (supported.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** What tells an issuer that is down from one whose answer is refused. */
const connectionErrors = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];

function toProblem(client: Client, error: unknown, { name }: OpenIdSettings): ProblemError {
  if (error instanceof client.AuthorizationResponseError) {
    const reason = /^[a-z_]{1,40}$/.test(error.error) ? ` (${error.error})` : '';
    return new ProblemError('sign-in-failed', `${name} did not sign you in${reason}. Try again.`, {
      cause: error,
    });
  }
  const isUnreachable =
    error instanceof TypeError ||
    (error instanceof client.ClientError && connectionErrors.includes(error.code ?? ''));
  if (isUnreachable) return unavailable(name, error);
  return new ProblemError(
    'sign-in-failed',
    `The answer of ${name} is not valid, so you are not signed in. Try again; if it happens again, the log of the ` +
      'server says why.',
    { cause: error },
  );
}

const unavailable = (name: string, cause: unknown): ProblemError =>
  new ProblemError(
    'issuer-unavailable',
    `${name} does not answer, so you are not signed in. Try again in a moment, or sign in with a key.`,
    { cause },
  );
