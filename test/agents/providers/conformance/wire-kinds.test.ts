import { afterAll, beforeAll, expect, it } from 'vitest';
import { wireKinds } from './wire-kinds.ts';
import { callWire, openWireServer } from './wire-server.ts';

let server: Awaited<ReturnType<typeof openWireServer>>;
beforeAll(async () => {
  server = await openWireServer();
});
afterAll(() => server.close());

it.each(wireKinds)('%s: %s', async (wire, _, behaviour, expected) => {
  const { result } = await callWire(server, wire, behaviour);
  expect(result).toMatchObject(expected);
});
