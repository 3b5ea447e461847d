import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  createBodyReader,
  type Expectation,
} from '../../../../app/agents/providers/transport/response-body.ts';
import { createManualClock } from '../../../support/clocks/manual-clock.ts';

describe('a body', () => {
  it('is taken from the sender only as fast as it is read', async () => {
    let sentBytes = 0;
    const endless = new Readable({
      read() {
        sentBytes += 16_384;
        this.push(Buffer.alloc(16_384));
      },
    });
    const reader = createBodyReader(endless, createManualClock());
    for (let chunks = 0; chunks < 200; chunks++) await reader.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sentBytes).toBeLessThan(200 * 16_384 + 1024 * 1024);
    reader.close(0);
    expect(endless.destroyed).toBe(true);
  });

  it('gives its chunks in order, and then null', async () => {
    const body = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    const reader = createBodyReader(body, createManualClock());
    const chunks = [await reader.next(), await reader.next(), await reader.next()];
    expect(chunks.map((chunk) => chunk?.toString() ?? null)).toEqual(['a', 'b', null]);
  });

  it('gives what was put back, and then each chunk as it comes', async () => {
    const body = new Readable({ read() {} });
    const reader = createBodyReader(body, createManualClock());
    const chunks: string[] = [];
    reader.unread(Buffer.from('a'));
    const read = reader.forEach(2000, (chunk) => {
      chunks.push(chunk.toString());
      return 'more';
    });
    for (const text of ['b', 'c', null]) body.push(text);
    await read;
    expect(chunks).toEqual(['a', 'b', 'c']);
  });

  it('ends after a silence when only a little may follow', async () => {
    const clock = createManualClock();
    const reader = createBodyReader(new Readable({ read() {} }), clock);
    reader.unread(Buffer.from('the end'));
    const read = reader.forEach(2000, () => 'little');
    clock.advance(2000);
    await read;
    expect(clock.nextInMs()).toBeNull();
  });

  it('is read until nothing is expected, or the consumer throws', async () => {
    const read = (onChunk: () => 'nothing') => {
      const reader = createBodyReader(Readable.from(['a', 'b']), createManualClock());
      return reader.forEach(2000, onChunk);
    };
    let chunks = 0;
    const stop = () => {
      chunks += 1;
      return 'nothing' as const;
    };
    await read(stop);
    expect(chunks).toBe(1);
    const fail = () => {
      throw new Error('too long');
    };
    await expect(read(fail)).rejects.toThrow('too long');
  });

  it('that is not read to its end is destroyed when the rest does not come', async () => {
    const clock = createManualClock();
    const body = new Readable({ read() {} });
    createBodyReader(body, clock).close(2000);
    expect(body.destroyed).toBe(false);
    clock.advance(2000);
    expect(body.destroyed).toBe(true);
    expect(clock.nextInMs()).toBeNull();
  });

  it('that breaks rejects, or ends when only a little may follow', async () => {
    const readBroken = (expected: Expectation) => {
      const body = new Readable({ read() {} });
      const reader = createBodyReader(body, createManualClock());
      reader.unread(Buffer.from('a'));
      body.destroy(new Error('reset'));
      return reader.forEach(2000, () => expected);
    };
    await expect(readBroken('more')).rejects.toThrow('closed before the end');
    expect(await readBroken('little')).toBeUndefined();
  });
});
