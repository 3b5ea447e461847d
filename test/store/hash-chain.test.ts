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
  it('sorts members by UTF-16 code units, at every depth, and leaves out what is undefined', () => {
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

  it('is the same for whoever has parsed it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('escapes what is no Unicode text', () => {
    expect(canonicalJson('\0 \ud83d \u2028')).toBe('"\\u0000 \\ud83d \u2028"');
  });
});

describe('the hash chain', () => {
  it('is as the record documents it, so that anybody can check it', () => {
    const [first] = buildLog(['hello']);
    // printf '%s' "$(printf '0%.0s' {1..64})"'{"at":…,"data":…,"seq":1,"type":"note.added"}' | sha256sum
    expect(first?.hash).toBe('d0a4323f0068cb69f65c0fed6168fe8f82fe1c78691989b4b5a6a0621902f60f');
  });

  it('holds over a log, and over a part of it from the place before', () => {
    const log = buildLog(['one', 'two', 'three']);
    expect(verifyHashChain(log)).toBeNull();
    expect(verifyHashChain(log.slice(1), log[0])).toBeNull();
    expect(verifyHashChain([])).toBeNull();
  });

  it('goes on where the log ended', () => {
    const log = buildLog(['one', 'two']);
    const rest = linkEvents(log[0] ?? emptyLogHead, [note('two')], at);
    expect(rest.map((link) => link.hash)).toEqual([log[1]?.hash]);
  });

  const log = buildLog(['one', 'two', 'three', 'four']);
  const change = (index: number, changes: object): StoredEvent[] =>
    log.map((event, i) => (i === index ? { ...event, ...changes } : event));

  it.each([
    ['another text', change(1, { data: { text: 'TWO', by: 'a person' } }), 2],
    ['another time', change(2, { at: '2026-03-01T00:00:00.001Z' }), 3],
    ['another type', change(0, { type: 'debate.cancelled' }), 1],
    ['another hash', change(3, { hash: log[2]?.hash }), 4],
    ['another number', change(1, { seq: 7 }), 2],
    ['an event left out', log.filter((_, i) => i !== 1), 2],
    ['the first left out', log.slice(1), 1],
    ['an event twice', [...log.slice(0, 2), ...log.slice(1)], 3],
    ['two in the wrong order', [log[0], log[2], log[1], log[3]].flatMap((event) => event ?? []), 2],
  ])('names the first event that is wrong: %s', (_what, broken, seq) => {
    expect(verifyHashChain(broken)).toBe(seq);
  });
});
