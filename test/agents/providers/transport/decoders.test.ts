import { describe, expect, it } from 'vitest';
import { createAwsEventDecoder } from '../../../../app/agents/providers/transport/aws-event-stream.ts';
import { createSseDecoder } from '../../../../app/agents/providers/transport/sse.ts';
import type { EventDecoder } from '../../../../app/agents/providers/transport/stream-event.ts';
import { bedrockEvent, encodeEventStreamFrame } from '../../../support/agents/wire-formats.ts';
import { cpuGrowth, linearGrowthMax } from '../../../support/cpu-growth.ts';

const pieces = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
const decode = (decoder: EventDecoder, chunks: readonly Buffer[]) => [
  ...chunks.flatMap((chunk) => [...decoder.push(chunk)]),
  ...decoder.flush(),
];

describe('server-sent events', () => {
  it.each<[string, (chars: number) => string, number]>([
    ['of one long line', (chars) => `data: ${'x'.repeat(chars)}\n\n`, 1024],
    ['of many data lines', (chars) => `${'data: {}x\n'.repeat(chars / 10)}\n`, 1024],
    ['of many small events', (chars) => 'data: 1\n\n'.repeat(chars / 9), 1024],
    ['of comments', (chars) => ':\n'.repeat(chars / 2), 1024],
    ['of line breaks alone', (chars) => '\r'.repeat(chars), 64],
  ])('%s are read in linear time', (_, make, size) => {
    const growth = cpuGrowth(
      (chars) => pieces(Buffer.from(make(chars)), size),
      (chunks) => decode(createSseDecoder(), chunks),
      // Both sizes fit into a processor's own cache: longer texts are slower when other programs use the shared one.
      20_000,
    );
    expect(growth).toBeLessThanOrEqual(linearGrowthMax);
  });

  it.each([
    ['line', 'x'],
    ['event of many lines', 'x\ndata: '],
  ])('that never end with a %s are given up', (_, text) => {
    const decoder = createSseDecoder();
    decoder.push(Buffer.from('data: '));
    const chunk = Buffer.from(text.repeat(100_000));
    expect(() => {
      for (let count = 0; count < 100; count++) decoder.push(chunk);
    }).toThrow('longer than');
  });
});

describe('frames of AWS', () => {
  const frame = (text: string) => Buffer.from(bedrockEvent('contentBlockDelta', { delta: { text } }));

  it('are read in linear time, however small the chunks', () => {
    const growth = cpuGrowth(
      (chars) => pieces(frame('x'.repeat(chars)), 64),
      (chunks) => decode(createAwsEventDecoder(), chunks),
      20_000,
    );
    expect(growth).toBeLessThanOrEqual(linearGrowthMax);
  });

  it.each([0, 3, 9, 20, 40, -1])('with a changed byte at %i are not accepted', (at) => {
    const bytes = frame('some text');
    const index = at < 0 ? bytes.length + at : at;
    bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    expect(() => decode(createAwsEventDecoder(), [bytes])).toThrow('damaged frame');
  });

  it('that are not complete at the end are dropped', () => {
    const bytes = Buffer.concat([frame('one'), frame('two').subarray(0, -1)]);
    expect(decode(createAwsEventDecoder(), pieces(bytes, 5))).toHaveLength(1);
  });

  it('skip headers of every other type', () => {
    // true, false, byte, short, integer, long, bytes, timestamp, UUID
    const values = [
      [0],
      [1],
      [2, 1],
      [3, 1, 1],
      [4, 1, 1, 1, 1],
      [5, ...Array(8).fill(1)],
      [6, 0, 2, 65, 66],
    ];
    const more = [
      [8, ...Array(8).fill(1)],
      [9, ...Array(16).fill(1)],
    ];
    const headers = [...values, ...more].map((value) => Buffer.from([1, 97, ...value]));
    const type = Buffer.concat([
      Buffer.from([11]),
      Buffer.from(':event-type'),
      Buffer.from([7, 0, 2, 103, 111]),
    ]);
    const bytes = encodeEventStreamFrame(Buffer.concat([...headers, type]), Buffer.from('{}'));
    expect(decode(createAwsEventDecoder(), [bytes])).toEqual([{ name: 'go', data: '{}' }]);
  });
});
