import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { startFakeIssuer } from '../../support/http/fake-issuer.ts';
import { openApp } from '../../support/http/open-app.ts';
import { callbackUri, cookiesOf, openIdOf, startSignIn } from '../../support/http/sign-in.ts';
import type { TestResponse } from '../../support/http/test-app.ts';

const issuer = await startFakeIssuer();
const indexPage = new TextEncoder().encode('<!doctype html><div id="page"></div>');
const pageAssets = {
  read: async () => ({ body: indexPage, mediaType: 'text/html; charset=utf-8', immutable: false }),
};
let now = new Date();
const { app, database } = await openApp({
  policy: keyedAccess,
  openId: openIdOf(issuer.url),
  now: () => now,
  pageAssets,
});
afterAll(() => issuer.stop());

const maria = { name: 'Maria Lopez', department: 'legal', groups: ['debaters', 'everyone'] };

beforeEach(() => {
  issuer.claims = maria;
  issuer.userInfo = {};
});

const start = (to?: string) => startSignIn(app, to);

const finish = (back: URL, cookie: string, accept = 'text/html') =>
  app.call(`${back.pathname}${back.search}`, { headers: { cookie, accept } });

/** The whole way of a browser. */
async function signIn(to?: string) {
  const { cookie, location } = await start(to);
  const response = await finish(issuer.visit(location), cookie);
  const session = { cookie: `rostrum_session=${cookiesOf(response).get('rostrum_session') ?? ''}` };
  return { response, session };
}

const whoIs = (headers: Readonly<Record<string, string>>) => app.call('/api/v1/session', { headers });

describe('sign-in by OpenID Connect', () => {
  test('is offered by name', async () => {
    expect((await app.call('/api/v1/sign-in')).json).toEqual({ openId: { name: 'Example Login' } });
  });

  test('sends the browser to the issuer with PKCE, state and nonce', async () => {
    const { response, location } = await start();
    expect(response.status).toBe(302);
    const { origin, pathname, searchParams } = new URL(location);
    expect([origin, pathname]).toEqual([issuer.url.origin, '/authorize']);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'rostrum',
      scope: 'openid groups',
      redirect_uri: callbackUri,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(response.headers.get('set-cookie')).toMatch(
      /^rostrum_sign_in=\S+; Path=\/api\/v1\/sign-in; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
  });

  test('ends in the session of a person with the scopes of their groups, on the page they came from', async () => {
    const { response, session } = await signIn('/debates/abc');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/debates/abc']);
    const [ended, started] = response.headers.getSetCookie();
    expect(ended).toMatch(/^rostrum_sign_in=; .*Max-Age=0/);
    expect(started).toMatch(/; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/);
    expect((await whoIs(session)).json).toEqual({
      name: 'Maria Lopez',
      tenant: 'legal',
      scopes: ['read', 'run'],
      keyRequired: true,
    });
  });

  test('keeps one key of a person, with the scopes of the latest sign-in', async () => {
    const { session } = await signIn();
    issuer.claims = { ...maria, groups: 'leads' };
    const later = await signIn();
    for (const headers of [session, later.session])
      expect((await whoIs(headers)).json.scopes).toEqual(['read', 'run', 'admin']);
    const people = (await database.store.listKeys('legal', 10)).filter(({ name }) => name === 'Maria Lopez');
    expect(people).toHaveLength(1);
  });

  test('ends with the time of the session', async () => {
    const { session } = await signIn();
    const before = now;
    now = new Date(now.getTime() + 3601 * 1000);
    expect((await whoIs(session)).status).toBe(401);
    now = before;
  });

  test('is ended by a revocation for good, while the person may sign in again', async () => {
    const { session } = await signIn();
    const admin = await createTestKey(database.store, 'legal');
    const [person] = (await database.store.listKeys('legal', 10)).filter(
      ({ name, revokedAt }) => name === 'Maria Lopez' && revokedAt === null,
    );
    await app.call(`/api/v1/keys/${person?.id}`, { method: 'DELETE', headers: admin.headers });
    expect((await whoIs(session)).json.detail).toBe('This key has been revoked.');
    const again = await signIn();
    expect((await whoIs(again.session)).status).toBe(200);
    expect((await whoIs(session)).status).toBe(401);
  });

  test('reads groups from the user info when the ID token has none', async () => {
    issuer.claims = { name: 'Ada', department: 'legal' };
    issuer.userInfo = { groups: ['debaters'] };
    expect((await signIn()).response.status).toBe(303);
  });

  test('works after the issuer has changed its key', async () => {
    issuer.rotateKey();
    expect((await signIn()).response.status).toBe(303);
  });
});

describe('a sign-in is refused with a page that says why', () => {
  const refusal = ({ status, text, headers }: TestResponse) => {
    expect(headers.getSetCookie().join()).not.toContain('rostrum_session');
    return [status, /data-message="([^"]+)"/.exec(text)?.[1]];
  };
  const restart =
    'This sign-in was not started in this browser, or it took longer than ten minutes. Start it again.';
  const invalid = expect.stringMatching(/^The answer of Example Login is not valid/);

  test('when its state is another one', async () => {
    const { cookie, location } = await start();
    const back = issuer.visit(location);
    back.searchParams.set('state', 'another');
    expect(refusal(await finish(back, cookie))).toEqual([400, invalid]);
  });

  test('when this browser has not started it, or too long ago', async () => {
    const { cookie, location } = await start();
    const back = issuer.visit(location);
    expect(refusal(await finish(back, ''))).toEqual([400, restart]);
    expect(refusal(await finish(back, `${cookie.slice(0, -1)}_`))).toEqual([400, restart]);
    const before = now;
    now = new Date(now.getTime() + 601 * 1000);
    expect(refusal(await finish(back, cookie))).toEqual([400, restart]);
    now = before;
  });

  test('when it was started in another browser', async () => {
    const [mine, theirs] = [await start(), await start()];
    expect(refusal(await finish(issuer.visit(theirs.location), mine.cookie))).toEqual([400, invalid]);
  });

  test.each([
    ['nonce', { nonce: 'another' }, 'unexpected JWT claim value encountered'],
    ['time', { exp: Math.floor(Date.now() / 1000) - 3600 }, 'JWT timestamp claim value failed validation'],
    ['audience', { aud: 'another client' }, 'unexpected JWT claim value encountered'],
    ['issuer', { iss: 'https://another.example' }, 'unexpected JWT claim value encountered'],
  ])('when the ID token has the wrong %s', async (_, wrong, reason) => {
    issuer.claims = { ...maria, ...wrong };
    expect(refusal((await signIn()).response)).toEqual([400, invalid]);
    const line = app.logLines.findLast(({ msg }) => msg === 'sign-in failed');
    expect(JSON.stringify(line?.error)).toContain(reason);
  });

  test('when the issuer signs with a key that it does not publish', async () => {
    const { cookie, location } = await start();
    issuer.signWithUnpublishedKey();
    expect(refusal(await finish(issuer.visit(location), cookie))).toEqual([400, invalid]);
    issuer.rotateKey();
  });

  test('when the issuer refuses', async () => {
    const { cookie, location } = await start();
    expect(refusal(await finish(issuer.visit(location, 'access_denied'), cookie))).toEqual([
      400,
      'Example Login did not sign you in (access_denied). Try again.',
    ]);
  });

  test.each([
    ['no allowed group', { ...maria, groups: ['everyone', '*'] }, /none of your groups may use this server/],
    ['no tenant', { ...maria, department: 'not a tenant' }, /what tenant you belong to/],
  ])('when the person has %s', async (_, claims, sentence) => {
    issuer.claims = claims;
    expect(refusal((await signIn()).response)).toEqual([403, expect.stringMatching(sentence)]);
  });

  test('when the path to return to is not of the page', async () => {
    for (const to of ['//evil.example', 'https://evil.example', '/debates/../x'])
      expect((await start(to)).response.json.code).toBe('invalid-query');
  });

  test('when the issuer is down, and the server goes on', async () => {
    const { cookie, location } = await start();
    const back = issuer.visit(location);
    await issuer.stop();
    const down = [503, expect.stringMatching(/^Example Login does not answer/)];
    expect(refusal(await finish(back, cookie))).toEqual(down);
    const page = await app.call('/api/v1/sign-in/start', { headers: { accept: 'text/html' } });
    expect(refusal(page)).toEqual(down);
    expect((await app.call('/api/v1/sign-in/start')).json.code).toBe('issuer-unavailable');
    expect((await app.call('/api/v1/sign-in')).status).toBe(200);
  });
});
