import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPageAssets } from '../../app/page/assets.ts';
import { keyedAccess, pepper } from '../support/http/api-keys.ts';
import { startFakeIssuer } from '../support/http/fake-issuer.ts';
import { openIdOf } from '../support/http/sign-in.ts';
import { openStore, startTestServer } from '../support/http/test-app.ts';
import { browserProgram, openBrowser, openPage } from '../support/processes/browser.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, type RunningProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';

const journeyMs = 60_000;
const key = 'rk_0123456789abcdef_abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';

describe.skipIf(!browserProgram)('the page of a server that needs keys', () => {
  let directory: TemporaryDirectory;
  let program: RunningProgram;
  let browser: Browser;

  beforeAll(async () => {
    directory = createTemporaryDirectory('sign-in');
    program = await startProgram({
      ...(await databaseEnvironment(join(directory.path, 'data'))),
      ROSTRUM_MODEL: 'rehearsal?tps=2000&ttftMs=5',
      ROSTRUM_ADMIN_KEY: key,
      ROSTRUM_KEY_PEPPER: pepper,
    });
    browser = await openBrowser(browserProgram ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    killPrograms();
    directory?.remove();
  });

  test('signs in with a key, runs a debate, watches it over a WebSocket and downloads the record', {
    timeout: journeyMs,
  }, async () => {
    const { page } = await openPage(browser, program.url);
    await page.getByRole('heading', { name: 'This server needs a key' }).waitFor();
    await page.getByLabel('Key').fill('rk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This is not a key of this server.').waitFor();

    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.getByLabel('Key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Question', { exact: true }).fill('Who may ask?');
    await page.getByRole('button', { name: 'Start the debate' }).click();
    await page.waitForURL(/\/debates\//);
    await page.locator('.answer').waitFor();

    expect(sockets.length).toBeGreaterThan(0);
    for (const url of sockets) expect(url).toMatch(/\/ws$/);
    const saving = page.waitForEvent('download');
    await page.getByText('More ▾').click();
    await page.getByRole('link', { name: 'Markdown' }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.md$/);
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
    expect(page.url()).not.toContain('rk_');

    // The holder of an admin key manages the others on the page.
    await page.goto(program.url);
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByLabel('Name').fill('build server');
    await page.getByRole('button', { name: 'Create key' }).click();
    const secret = await page.locator('.secret').innerText();
    await page.getByRole('button', { name: 'Close' }).click();
    const usedWith = async () =>
      (await fetch(`${program.url}/api/v1/debates`, { headers: { authorization: `Bearer ${secret}` } }))
        .status;
    expect(await usedWith()).toBe(200);
    await page.getByRole('button', { name: 'Revoke build server' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText(/^revoked /).waitFor();
    expect(await usedWith()).toBe(401);

    // All tabs share the session, until it ends.
    const tab = await page.context().newPage();
    await tab.goto(program.url);
    await tab.locator('.debate-link', { hasText: 'Who may ask?' }).waitFor();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByRole('heading', { name: 'This server needs a key' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'This server needs a key' }).waitFor();
  });

  test('asks for a key on a debate page opened without one', { timeout: journeyMs }, async () => {
    const { page } = await openPage(browser, `${program.url}/debates/any`);
    await page.getByRole('heading', { name: 'This server needs a key' }).waitFor();
  });

  test('asks for another key when the key is revoked while a viewer watches', {
    timeout: journeyMs,
  }, async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const ask = async (path: string, method: string, body?: object) =>
      fetch(`${program.url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const made = await (await ask('/keys', 'POST', { name: 'Short', scopes: ['read'] })).json();
    const slow = [{ model: 'rehearsal?tps=5' }, { model: 'rehearsal?tps=5' }];
    const debate = await (
      await ask('/debates', 'POST', { question: 'How long?', preset: 'duel', panel: slow })
    ).json();
    const { page } = await openPage(browser, `${program.url}/debates/${debate.id}`);
    await page.getByLabel('Key').fill(made.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('h1', { hasText: 'How long?' }).waitFor();
    await page.locator('.connection', { hasText: /live/i }).waitFor();
    await ask(`/keys/${made.id}`, 'DELETE');
    await page.getByRole('heading', { name: 'This server needs a key' }).waitFor();
    await ask(`/debates/${debate.id}/cancel`, 'POST');
  });
});

describe.skipIf(!browserProgram)('the page of a server with an issuer of OpenID Connect', () => {
  test('signs a person in and returns to where they came from, or says why not', {
    timeout: journeyMs,
  }, async () => {
    const issuer = await startFakeIssuer();
    const openId = openIdOf(issuer.url);
    const database = await openStore();
    const server = await startTestServer(database.store, {
      policy: keyedAccess,
      openId,
      pageAssets: openPageAssets(),
    });
    openId.redirectUri.port = new URL(server.server.url).port;
    const browser = await openBrowser(browserProgram ?? '');
    try {
      issuer.claims = { name: 'Maria Lopez', department: 'legal', groups: ['leads'] };
      const start = new URL(openId.redirectUri.origin);
      const { page } = await openPage(browser, `${start}keys`);
      await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
      await page.getByRole('heading', { name: 'Keys and usage' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/keys');
      await page.getByText('Maria Lopez · legal').waitFor();
      expect(await page.evaluate(() => document.cookie)).toBe('');
      await page.getByRole('button', { name: 'Sign out' }).click();
      issuer.claims = { ...issuer.claims, groups: ['others'] };
      await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
      await page.getByText('none of your groups may use this server').waitFor();
      await page.getByRole('link', { name: 'Go to the start page' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    } finally {
      await browser.close();
      await server.stop();
      await database.close();
      await issuer.stop();
    }
  });
});
