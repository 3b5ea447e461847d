import { describe, expect, test } from 'vitest';
import { base } from '../../app/contract/base.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { isProfileName, profile, profileNames } from '../../app/contract/profiles.ts';

describe('applyOverrides', () => {
  const value = { edge: { idleMs: 1, hops: 2 as number | null }, name: 'base' };

  test('replaces the named values, to any depth, and keeps the others', () => {
    expect(applyOverrides(value, { edge: { idleMs: 9 } })).toEqual({
      edge: { idleMs: 9, hops: 2 },
      name: 'base',
    });
  });

  test('accepts null and zero as values', () => {
    expect(applyOverrides(value, { edge: { hops: null, idleMs: 0 } }).edge).toEqual({
      hops: null,
      idleMs: 0,
    });
  });

  test('does not change the original', () => {
    applyOverrides(value, { edge: { idleMs: 9 }, name: 'other' });
    expect(value).toEqual({ edge: { idleMs: 1, hops: 2 }, name: 'base' });
  });
});

describe('profiles', () => {
  test('isProfileName accepts the profile names only, and no members of Object.prototype', () => {
    expect(profileNames.every(isProfileName)).toBe(true);
    expect(['production ', 'base', 'toString', '__proto__'].filter(isProfileName)).toEqual([]);
  });

  test('a profile has exactly the members of the base, and its own name', () => {
    for (const name of profileNames) {
      expect(paths(profile(name))).toEqual(paths(base));
      expect(profile(name).profile).toBe(name);
    }
  });

  test('documented values are unchanged', () => {
    expect(base.classes.api.deadlineMs).toBe(120_000);
    expect(base.classes.api.bodyBytesMax).toBe(50 * 1024 * 1024);
    expect(base.http).toMatchObject({ port: 8080, directKeepAliveMs: 5000, requestsMax: 1000 });
    expect(base.process.stopMs).toBe(10_000);
    expect(profile('production').process.stopMs).toBeGreaterThanOrEqual(30_000);
    expect(base.probes).toMatchObject({
      liveness: { periodMs: 10_000, timeoutMs: 5000, failures: 3, startMs: 30_000 },
      readiness: { periodMs: 5000, timeoutMs: 3000, failures: 3, startMs: 10_000 },
    });
  });
});

function paths(value: object, at = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'object' && member !== null ? paths(member, `${at}${name}.`) : [`${at}${name}`],
  );
}
