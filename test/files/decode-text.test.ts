import { expect, test } from 'vitest';
import { decodeText } from '../../app/files/decode-text.ts';

const sample = 'Größe “5” €';
const swap = (bytes: Buffer) => bytes.swap16();

test.each([
  ['UTF-8', Buffer.from(sample), null],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${sample}`), null],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${sample}`, 'utf16le'), null],
  ['UTF-16 of the other order', swap(Buffer.from(`\ufeff${sample}`, 'utf16le')), null],
  ['UTF-16 by its name', Buffer.from(sample, 'utf16le'), 'utf-16le'],
  [
    'Windows-1252 by its name',
    Buffer.from([...Buffer.from('Größe ', 'latin1'), 0x93, 0x35, 0x94, 0x20, 0x80]),
    'latin1',
  ],
])('%s is read', (_, bytes, charset) => {
  expect(decodeText(bytes, charset)).toBe(sample);
});

test('a character that two slices share is whole', () => {
  const text = `a${'ö'.repeat(100_000)}`;
  expect(decodeText(Buffer.from(text), null)).toBe(text);
});

test('what cannot be decoded is refused with what to do', () => {
  expect(() => decodeText(Buffer.from([0xe4]), null)).toThrow(/is not text in UTF-8.*charset=windows-1252/);
  expect(() => decodeText(Buffer.from('a'), 'klingon')).toThrow('"klingon", which is not known');
});
