import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createScreen } from '../../../app/cli/output/screen.ts';
import { FakeTerminal } from '../../support/cli/fake-terminal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const terminal = new FakeTerminal();
  const screen = createScreen(terminal);
  const show = (...lines: string[]) => {
    screen.show(() => lines);
    vi.runAllTimers();
  };
  return { terminal, screen, show };
}

test('the bottom is drawn anew in its place, also with fewer lines than before', () => {
  const { terminal, show } = open();
  show('Ada speaks', 'Bela waits', 'Cleo waits');
  expect(terminal.screenText()).toBe('Ada speaks\nBela waits\nCleo waits');
  show('Ada done');
  expect(terminal.screenText()).toBe('Ada done');
});

test('what is printed stands above the bottom, in order, and stays', () => {
  const { terminal, screen, show } = open();
  show('bottom 1', 'bottom 2');
  screen.print(['one', 'two']);
  screen.print(['three']);
  expect(terminal.screenText()).toBe('one\ntwo\nthree\nbottom 1\nbottom 2');
  show('bottom 3');
  expect(terminal.screenText()).toBe('one\ntwo\nthree\nbottom 3');
});

test('many changes make one drawing, and one drawing is one write: nothing half-drawn is seen', () => {
  const { terminal, screen } = open();
  const before = terminal.writes.length;
  for (let count = 0; count < 50; count += 1) screen.show(() => [`word ${count}`]);
  expect(terminal.writes).toHaveLength(before);
  vi.runAllTimers();
  expect(terminal.writes).toHaveLength(before + 1);
  expect(terminal.screenText()).toBe('word 49');
});

test('a narrowed terminal, which breaks long lines, is cleaned up and drawn at the new width', () => {
  const { terminal, screen } = open();
  screen.print(['above']);
  screen.show((columns) => ['x'.repeat(columns), 'y'.repeat(columns)]);
  vi.runAllTimers();
  terminal.resize(15);
  expect(terminal.screenText()).toBe(`above\n${'x'.repeat(14)}\n${'y'.repeat(14)}`);
  terminal.resize(30);
  expect(terminal.screenText()).toBe(`above\n${'x'.repeat(29)}\n${'y'.repeat(29)}`);
});

test('a bottom that is higher than the terminal is cut to what can be taken back', () => {
  const { terminal, show } = open();
  terminal.resize(40, 4);
  show('1', '2', '3', '4', '5', '6');
  expect(terminal.screenText()).toBe('1\n2\n3');
});

test('closing takes the bottom away, shows the cursor again and listens no more', () => {
  const { terminal, screen, show } = open();
  screen.print(['kept']);
  show('bottom');
  expect(terminal.isCursorVisible()).toBe(false);
  screen.close();
  expect(terminal.screenText()).toBe('kept');
  expect(terminal.isCursorVisible()).toBe(true);
  expect(terminal.listenerCount('resize')).toBe(0);
  const written = terminal.writes.length;
  vi.runAllTimers();
  expect(terminal.writes).toHaveLength(written);
});
