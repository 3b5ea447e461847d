import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createBodyReader } from '../../../../app/agents/providers/transport/response-body.ts';
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
    for (let chunks = 0; chunks < 200; chunks++) await reader.next(null);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sentBytes).toBeLessThan(200 * 16_384 + 1024 * 1024);
    reader.close(0);
    expect(endless.destroyed).toBe(true);
  });

  it('gives its chunks in order, and then null', async () => {
    const body = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    const reader = createBodyReader(body, createManualClock());
    const chunks = [await reader.next(null), await reader.next(null), await reader.next(null)];
    expect(chunks.map((chunk) => chunk?.toString() ?? null)).toEqual(['a', 'b', null]);
  });

  it('ends after a silence when only a little may follow', async () => {
    const clock = createManualClock();
    const reader = createBodyReader(new Readable({ read() {} }), clock);
    const next = reader.next(2000);
    clock.advance(2000);
    expect(await next).toBeNull();
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
    const broken = () => {
      const body = new Readable({ read() {} });
      const reader = createBodyReader(body, createManualClock());
      body.destroy(new Error('reset'));
      return reader;
    };
    await expect(broken().next(null)).rejects.toThrow('closed before the end');
    expect(await broken().next(2000)).toBeNull();
  });
});
