import { expect, test } from 'vitest';
import { probePublicAddress } from '../../../infra/lambda/public-probe.ts';

const event = { url: 'https://debates.example/health', timeoutMs: 10_000 };

/** Probes an address that answers with this status. */
async function probe(status: number) {
  const asked: [string, RequestInit][] = [];
  await probePublicAddress(event, async (url, options) => {
    asked.push([url, options]);
    return new Response(null, { status });
  });
  return asked;
}

test('asks the address once, with a timeout, and follows no redirect', async () => {
  const [[url, options] = [], ...more] = await probe(200);
  expect(more).toEqual([]);
  expect(url).toBe('https://debates.example/health');
  expect(options).toMatchObject({ redirect: 'manual', signal: expect.any(AbortSignal) });
});

test.each([301, 403, 502, 504])('fails if the answer is %i, so that the alarm counts it', async (status) => {
  await expect(probe(status)).rejects.toThrow(`https://debates.example/health answered ${status}`);
});
