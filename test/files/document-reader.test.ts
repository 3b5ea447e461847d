import type { WorkerOptions } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { createDocumentReader } from '../../app/files/document-reader.ts';
import type { FileFormat } from '../../app/files/file-format.ts';
import { openThread } from '../../app/files/thread.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { makeZip } from '../support/files/make-docx.ts';
import { buildPdf, makePdf } from '../support/files/make-pdf.ts';

const MiB = 1024 * 1024;
const contract = profile('production');
const { files } = contract;
const sampleMs = 5;
const threads: ReturnType<typeof openThread>[] = [];
const start = (options: WorkerOptions) => {
  const thread = openThread(options);
  threads.push(thread);
  return thread;
};
const reader = createDocumentReader({ contract, clock: systemClock, openThread: start });
const read = (format: FileFormat, bytes: Uint8Array, signal = new AbortController().signal) =>
  reader.read({ format, bytes, charset: null }, signal);

/** The text or the problem, and the memory in MiB that reading took at its peak. */
async function measure(format: FileFormat, bytes: Uint8Array) {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, sampleMs);
  try {
    return {
      said: await read(format, bytes).catch((error: Error) => error.message),
      mib: (peak - before) / MiB,
    };
  } finally {
    clearInterval(timer);
  }
}

const memoryMax = (bytes: Uint8Array) => files.heapMiB + files.buffersMiB + (4 * bytes.length) / MiB;

test('a PDF file of 300 pages is read whole, within the memory of the contract', async () => {
  const lines = (page: number) =>
    Array.from({ length: 50 }, (_, line) => `Line ${line} of page ${page}: all is well.`);
  const bytes = makePdf(
    Array.from({ length: 300 }, (_, page) => lines(page).join('\n')),
    { compressions: 1 },
  );
  const { said, mib } = await measure('pdf', bytes);
  expect(said).toContain('Line 0 of page 0: all is well.');
  expect(said).toContain('Line 49 of page 299: all is well.');
  expect(mib).toBeLessThan(memoryMax(bytes));
});

test('a CSV file of 50 MB is read up to the limit, within the memory of the contract', async () => {
  const row = Buffer.from('2024-01-01,North,"a, b",12.5\n');
  const bytes = Buffer.alloc(50_000_000, row);
  const { said, mib } = await measure('csv', bytes);
  expect(said).toContain('has more than 2097152 bytes of text');
  expect(mib).toBeLessThan(memoryMax(bytes));
});

test.each([
  [
    'a docx file that states 4 GB',
    'docx',
    makeZip([{ name: 'word/document.xml', content: 'x', statedBytes: 2 ** 32 - 1 }]),
    'holds more than 67108864 bytes when it is unpacked',
  ],
  [
    'a docx file that inflates to 80 MB and states 60',
    'docx',
    makeZip([{ name: 'word/document.xml', content: Buffer.alloc(80 * MiB), statedBytes: 60 * MiB }]),
    'of another size than it states',
  ],
  [
    'a PDF file that inflates to 160 MB',
    'pdf',
    buildPdf([Buffer.alloc(160 * MiB, ' ')], { compressions: 2 }),
    'takes too much memory',
  ],
] as const)('%s is refused within the memory of the contract', async (_, format, bytes, message) => {
  const { said, mib } = await measure(format, bytes);
  expect(said).toContain(message);
  expect(mib).toBeLessThan(memoryMax(bytes));
});

test('an abort ends the thread, and the next file is read', async () => {
  const controller = new AbortController();
  const slow = buildPdf([Buffer.from('BT /F1 1 Tf (a) Tj ET\n'.repeat(200_000))]);
  const reading = read('pdf', slow, controller.signal);
  const next = read('csv', Buffer.from('a,b\n'));
  controller.abort(new Error('gone'));
  await expect(reading).rejects.toThrow('gone');
  expect(await next).toBe('a | b');
  expect(threads.map(({ threadId }) => threadId).filter((id) => id !== -1)).toEqual([]);
});

test('a file that takes too long is refused', async () => {
  const clock = { ...systemClock, after: (_: number, run: () => void) => systemClock.after(0, run) };
  const impatient = createDocumentReader({ contract, clock, openThread });
  const file = { format: 'csv', bytes: Buffer.from('a'), charset: null } as const;
  await expect(impatient.read(file, new AbortController().signal)).rejects.toThrow(
    'takes longer than 30 seconds',
  );
});
