import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Claims = Readonly<Record<string, unknown>>;

/** An issuer of OpenID Connect on loopback that asks for no password. */
export interface FakeIssuer {
  readonly url: URL;
  /** Claims of the next ID tokens; they replace the right ones. */
  claims: Claims;
  /** What its user info says. */
  userInfo: Claims;
  /** Answer of the browser's visit to the issuer: the redirect back, or with an error. */
  visit(authorizationUrl: string, error?: string): URL;
  /** Signs with another key from now on. */
  rotateKey(): void;
  /** Signs with a key that it does not publish. */
  signWithUnpublishedKey(): void;
  stop(): Promise<void>;
}

export const clientSecret = 'the secret of the client';

interface Grant {
  readonly clientId: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { id: randomUUID(), privateKey, publicKey };
}

function signToken(claims: Claims, key: { readonly id: string; readonly privateKey: KeyObject }): string {
  const content = `${base64({ alg: 'ES256', kid: key.id })}.${base64(claims)}`;
  const signature = sign('sha256', Buffer.from(content), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}

export async function startFakeIssuer(): Promise<FakeIssuer> {
  const grants = new Map<string, Grant>();
  let key = newKey();
  let published = key;

  const server = createServer(async (request, response) => {
    const { pathname, href } = new URL(request.url ?? '', origin);
    if (pathname === '/authorize')
      return void response.writeHead(302, { location: issuer.visit(href).href }).end();
    const answer = answers[pathname];
    const body = await answer?.(request);
    reply(response, body ?? { error: 'invalid_grant' }, body ? 200 : 400);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answers: Readonly<Record<string, (request: IncomingMessage) => Promise<Claims | null>>> = {
    '/.well-known/openid-configuration': async () => ({
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      jwks_uri: `${origin}/keys`,
      userinfo_endpoint: `${origin}/user`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['ES256'],
    }),
    '/keys': async () => ({
      keys: [
        { ...published.publicKey.export({ format: 'jwk' }), kid: published.id, use: 'sig', alg: 'ES256' },
      ],
    }),
    '/user': async () => ({ sub: 'person-1', ...issuer.userInfo }),
    '/token': async (request) => {
      const form = new URLSearchParams(await text(request));
      const grant = grants.get(form.get('code') ?? '');
      grants.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const secret = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64');
      if (!grant || challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri)
        return null;
      if (decodeURIComponent(`${secret}`.replaceAll('+', ' ')) !== `${grant.clientId}:${clientSecret}`)
        return null;
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        ...{ iss: origin, sub: 'person-1', aud: grant.clientId, iat: seconds, exp: seconds + 60 },
        nonce: grant.nonce,
        ...issuer.claims,
      };
      return { access_token: 'an access token', token_type: 'Bearer', id_token: signToken(claims, key) };
    },
  };

  const issuer: FakeIssuer = {
    url: new URL(origin),
    claims: {},
    userInfo: {},
    visit(authorizationUrl, error) {
      const { searchParams: asked } = new URL(authorizationUrl);
      const [code, redirectUri] = [randomUUID(), asked.get('redirect_uri') ?? ''];
      const [nonce, challenge] = [asked.get('nonce') ?? '', asked.get('code_challenge') ?? ''];
      grants.set(code, { clientId: asked.get('client_id') ?? '', nonce, challenge, redirectUri });
      const back = new URL(redirectUri);
      back.searchParams.set('state', asked.get('state') ?? '');
      if (error === undefined) back.searchParams.set('code', code);
      else back.searchParams.set('error', error);
      return back;
    },
    rotateKey() {
      key = newKey();
      published = key;
    },
    signWithUnpublishedKey() {
      key = { ...newKey(), id: published.id };
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return issuer;
}

function reply(response: ServerResponse, body: object, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
