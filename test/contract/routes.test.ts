import { expect, test } from 'vitest';
import { base } from '../../app/contract/base.ts';
import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';

const all: readonly Route[] = Object.values(routes);

test('every method and path is declared once', () => {
  const keys = all.map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every route class has a route and settings', () => {
  expect(new Set(all.map((route) => route.class))).toEqual(new Set(Object.keys(base.classes)));
});

test('route paths start with a slash and have no empty or malformed segment', () => {
  const segment = /^(?:[\w.-]+|\{\w+\})$/;
  const wrong = all.filter(
    ({ path }) =>
      path !== '/' &&
      !path
        .slice(1)
        .split('/')
        .every((part) => segment.test(part)),
  );
  expect(wrong.filter(({ path }) => path.startsWith('/'))).toEqual([]);
  expect(all.every(({ path }) => path.startsWith('/'))).toBe(true);
});

test('api routes are versioned, and only they and the event streams are', () => {
  const versioned = all.filter(({ path }) => path.startsWith('/api/v1/'));
  expect(new Set(versioned.map((route) => route.class))).toEqual(new Set(['api', 'stream']));
  expect(all.filter((route) => route.class === 'api' && !versioned.includes(route))).toEqual([]);
});

test('streams and sockets have no deadline and are not buffered; all other classes have a deadline', () => {
  for (const [name, rules] of Object.entries(base.classes)) {
    const endless = name === 'stream' || name === 'socket';
    expect([name, rules.deadlineMs === null, rules.buffered]).toEqual([name, endless, !endless]);
  }
});
