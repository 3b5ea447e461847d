import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../app/debate/core/events.ts';
import {
  canonicalJson,
  emptyLogHead,
  linkEvents,
  toStoredEvent,
  verifyHashChain,
} from '../../app/store/hash-chain.ts';
import { note } from './fixtures.ts';

const at = '2026-03-01T00:00:00.000Z';

const buildLog = (texts: readonly string[]): StoredEvent[] =>
  linkEvents(emptyLogHead, texts.map(note), at).map((row) => toStoredEvent('debate', row));

describe('canonical JSON', () => {
  it('sorts members by UTF-16 code units at every depth and omits undefined members', () => {
    const value = {
      b: [{ z: 1, a: undefined, y: null }, undefined],
      '10': 1,
      '2': { é: 1, '😀': 2, '\ufb33': 3 },
      a: 'x',
    };
    expect(canonicalJson(value)).toBe(
      '{"10":1,"2":{"é":1,"😀":2,"\ufb33":3},"a":"x","b":[{"y":null,"z":1},null]}',
    );
  });

  it('is stable across a JSON round trip', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('escapes NUL and lone surrogates', () => {
    expect(canonicalJson('\0 \ud83d \u2028')).toBe('"\\u0000 \\ud83d \u2028"');
  });
});

describe('the hash chain', () => {
  it('matches the hash that the documented shell command computes', () => {
    const [first] = buildLog(['hello']);
    // printf '%s' "$(printf '0%.0s' {1..64})"'{"at":…,"data":…,"seq":1,"type":"note.added"}' | sha256sum
    expect(first?.hash).toBe('d0a4323f0068cb69f65c0fed6168fe8f82fe1c78691989b4b5a6a0621902f60f');
  });

  it('is valid for a whole log and for a part of it that starts at a known head', () => {
    const log = buildLog(['one', 'two', 'three']);
    expect(verifyHashChain(log)).toBeNull();
    expect(verifyHashChain(log.slice(1), log[0])).toBeNull();
    expect(verifyHashChain([])).toBeNull();
  });

  it('continues from the head of the log', () => {
    const log = buildLog(['one', 'two']);
    const rest = linkEvents(log[0] ?? emptyLogHead, [note('two')], at);
    expect(rest.map((link) => link.hash)).toEqual([log[1]?.hash]);
  });

  const log = buildLog(['one', 'two', 'three', 'four']);
  const change = (index: number, changes: object): StoredEvent[] =>
    log.map((event, i) => (i === index ? { ...event, ...changes } : event));

  it.each([
    ['a changed text', change(1, { data: { text: 'TWO', by: 'a person' } }), 2],
    ['a changed time', change(2, { at: '2026-03-01T00:00:00.001Z' }), 3],
    ['a changed type', change(0, { type: 'debate.cancelled' }), 1],
    ['a changed hash', change(3, { hash: log[2]?.hash }), 4],
    ['a changed seq', change(1, { seq: 7 }), 2],
    ['a missing event', log.filter((_, i) => i !== 1), 2],
    ['a missing first event', log.slice(1), 1],
    ['a repeated event', [...log.slice(0, 2), ...log.slice(1)], 3],
    ['two swapped events', [log[0], log[2], log[1], log[3]].flatMap((event) => event ?? []), 2],
  ])('verifyHashChain returns the first invalid seq for %s', (_what, broken, seq) => {
    expect(verifyHashChain(broken)).toBe(seq);
  });
});
