import { expect, test } from 'vitest';
import { createTextBuffer } from '../../app/shared/text-buffer.ts';

test('a text buffer holds all pieces in order, whatever their lengths', () => {
  const buffer = createTextBuffer();
  let expected = '';
  for (let count = 0; count < 1000; count++) {
    const piece = `${count} `.repeat((count * 7) % 40);
    buffer.append(piece);
    expected += piece;
    expect(buffer.text()).toBe(expected);
  }
});
