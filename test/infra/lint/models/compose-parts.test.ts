import { describe, expect, test } from 'vitest';
import { auditFiles, brokenLines } from '../support/memory-files.ts';

describe('a service that extends one of another file', () => {
  const base = 'services: { web: { image: "node:24", stop_grace_period: 0s, depends_on: [db] } }\n';
  const extending = (more = '') =>
    `services: { api: { extends: { file: common/base.yaml, service: web }, ${more} } }\n`;
  const broken = ['warning stop-has-time common/base.yaml:1'];

  test('has its settings, at their place in that file', () => {
    expect(brokenLines(auditFiles({ 'compose.yaml': extending() }, { 'common/base.yaml': base }))).toEqual(
      broken,
    );
  });

  test('overrides them', () => {
    const files = { 'compose.yaml': extending('stop_grace_period: 30s') };
    expect(brokenLines(auditFiles(files, { 'common/base.yaml': base }))).toEqual([]);
  });

  test('is reported as well as that one when both files are named', () => {
    const files = { 'compose.yaml': extending(), 'common/base.yaml': base.replace(', depends_on: [db]', '') };
    const { findings } = auditFiles(files);
    expect(findings.map(({ place }) => place?.resource).sort()).toEqual(['api', 'web']);
  });

  test('is judged by what it says itself when the file is not known', () => {
    const { unread, findings } = auditFiles({ 'compose.yaml': extending('stop_grace_period: 0s') });
    expect(findings.map(({ id }) => id)).toEqual(['stop-has-time']);
    expect(unread.map(({ reason }) => reason)).toEqual([
      'the extended service is not read, so no default is assumed',
    ]);
  });

  test('may extend itself in a circle', () => {
    const one = (file: string) => `services: { a: { extends: { file: ${file}, service: a } } }\n`;
    expect(
      brokenLines(auditFiles({ 'compose.yaml': one('other.yaml') }, { 'other.yaml': one('compose.yaml') })),
    ).toEqual([]);
  });
});

describe('a file that a project includes', () => {
  const main = (include: string) =>
    `include: ${include}\nservices: { api: { image: "a:1", depends_on: [db], volumes: ["data:/d"] } }\n`;
  const other = 'services: { db: { image: "d:1", stop_grace_period: 0s } }\nvolumes: { data: {} }\n';
  const broken = ['warning stop-has-time db/compose.yaml:1'];

  test.each([
    '[db/compose.yaml]',
    'db/compose.yaml',
    '[{ path: db/compose.yaml }]',
    '[{ path: [db/compose.yaml] }]',
  ])('is a part of it: %s', (include) => {
    const found = auditFiles({ 'compose.yaml': main(include) }, { 'db/compose.yaml': other });
    expect(brokenLines(found)).toEqual(broken);
    expect(found.unread).toEqual([]);
  });

  test('is no project of its own when both are named', () => {
    const files = { 'compose.yaml': main('[db/compose.yaml]'), 'db/compose.yaml': other };
    expect(brokenLines(auditFiles(files))).toEqual(broken);
  });

  test('declares names, so that a name that no file declares is found', () => {
    const text = main('[db/compose.yaml]').replace('data:/d', 'lost:/d');
    expect(brokenLines(auditFiles({ 'compose.yaml': text }, { 'db/compose.yaml': other }))).toContain(
      'warning names-are-declared compose.yaml:2',
    );
    expect(brokenLines(auditFiles({ 'compose.yaml': text }))).toEqual([]);
  });

  test('may include itself', () => {
    const itself = { 'compose.yaml': 'include: [compose.yaml]\nservices: { a: { image: "a:1" } }\n' };
    expect(auditFiles(itself, itself).gaps).toEqual([]);
  });
});
