import { expect, test } from 'vitest';
import { watchTerminal } from '../../app/runtime/terminal.ts';

test('a terminal has gone when a standard stream was one and is none now', () => {
  const terminals = new Set([0, 2]);
  const hasTerminalGone = watchTerminal((fd) => terminals.has(fd));
  expect(hasTerminalGone()).toBe(false);
  terminals.delete(2);
  expect(hasTerminalGone()).toBe(true);
});

test('a program without a terminal has none to lose', () => {
  expect(watchTerminal(() => false)()).toBe(false);
});
