import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { resolveHost } from '../../../app/shared/outbound/resolve-host.ts';

let nameServer: Socket;
afterEach(() => nameServer.close());

/** A name server on loopback; `answer` is called with each query. */
async function startNameServer(answer: (query: Buffer) => Buffer | null): Promise<string> {
  nameServer = createSocket('udp4');
  nameServer.on('message', (query, { port, address }) => {
    const response = answer(query);
    if (response) nameServer.send(response, port, address);
  });
  nameServer.bind(0, '127.0.0.1');
  await once(nameServer, 'listening');
  return `127.0.0.1:${nameServer.address().port}`;
}

const typeA = 1;

/** Queries may end with an additional record, which is left out. */
function answerQuery(query: Buffer, addresses: readonly (readonly number[])[]): Buffer {
  const questionEnd = query.indexOf(0, 12) + 5;
  const isIpv4 = query.readUInt16BE(questionEnd - 4) === typeA;
  const answers = isIpv4 ? addresses : [];
  const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
  const records = answers.map((address) => [0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
  return Buffer.concat([header, query.subarray(12, questionEnd), Buffer.from(records.flat())]);
}

test('all addresses of a name are returned, though it has them in one family only', async () => {
  const server = await startNameServer((query) =>
    answerQuery(query, [
      [8, 8, 8, 8],
      [8, 8, 4, 4],
    ]),
  );
  const addresses = await resolveHost('hooks.example', new AbortController().signal, [server]);
  expect([...addresses].sort()).toEqual(['8.8.4.4', '8.8.8.8']);
});

test('a name server that does not answer is waited for until the signal aborts', async () => {
  const controller = new AbortController();
  const server = await startNameServer(() => {
    controller.abort();
    return null;
  });
  await expect(resolveHost('hooks.example', controller.signal, [server])).rejects.toMatchObject({
    code: 'ECANCELLED',
  });
});
