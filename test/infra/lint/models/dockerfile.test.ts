import { describe, expect, test } from 'vitest';
import { readDockerfile, startOf } from '../../../../infra/lint/models/dockerfile/read-dockerfile.ts';
import { auditFiles, brokenLines } from '../support/memory-files.ts';

test.each<[string, string | null, readonly string[] | undefined]>([
  ['FROM node:24\nCMD node a.js', 'node:24', ['/bin/sh', '-c', 'node a.js']],
  ['FROM node:24\nENTRYPOINT ["node"]\nCMD ["a.js"]', 'node:24', ['node', 'a.js']],
  ['FROM node:24\nENTRYPOINT node a.js\nCMD ["b"]', 'node:24', ['/bin/sh', '-c', 'node a.js']],
  ['ARG V=3\nFROM alpine:$V AS base\nCMD ["a"]\nFROM debian:12\nFROM base\n', 'alpine:3', ['a']],
  ['FROM --platform=linux/amd64 $IMAGE\nCMD ["a", \\\n# comment\n  "b"]', null, ['a', 'b']],
])('%j', (text, image, words) => {
  const file = readDockerfile(text);
  expect(file.image).toBe(image);
  expect(startOf(file)?.words).toEqual(words);
});

describe('a service is judged by the Dockerfile that it is built from', () => {
  const audit = (dockerfile: string, service = '', path = 'api/Dockerfile') =>
    brokenLines(
      auditFiles(
        { 'compose.yaml': `services: { api: { build: ./api, ${service} } }\n` },
        { [path]: dockerfile },
      ),
    );

  test.each<[string, string, string, string[]]>([
    [
      'the shell form on Debian',
      'FROM python:3.13-slim\nCMD python a.py',
      '',
      ['warning program-has-the-signal api/Dockerfile:2'],
    ],
    ['the shell form on Alpine', 'FROM python:3.13-alpine\nCMD python a.py', '', []],
    ['a list', 'FROM python:3.13-slim\nCMD ["python", "a.py"]', '', []],
    [
      'a command of the service in the shell of the image',
      'FROM python:3.13-slim\nCMD ["python", "a.py"]',
      'command: sh -c "a && b"',
      ['warning program-has-the-signal compose.yaml:1'],
    ],
  ])('%s', (_, dockerfile, service, expected) => expect(audit(dockerfile, service)).toEqual(expected));

  test('a health check in the Dockerfile can be waited for', () => {
    const waiting = (dockerfile: string) =>
      brokenLines(
        auditFiles(
          {
            'compose.yaml': `services: { db: { build: . }, a: { image: "a:1",
              depends_on: { db: { condition: service_healthy } } } }\n`,
          },
          { Dockerfile: dockerfile },
        ),
      );
    expect(waiting('FROM debian:12\nHEALTHCHECK CMD true')).toEqual([]);
    expect(waiting('FROM debian:12')).toEqual(['error health-can-be-waited-for compose.yaml:2']);
    expect(waiting('FROM example/base:1')).toEqual([]);
  });

  test.each<[string, string, string[]]>([
    ['SIGKILL', '', ['warning stop-has-time api/Dockerfile:2']],
    ['SIGKILL', 'stop_signal: SIGTERM', []],
    ['SIGQUIT', '', []],
  ])('STOPSIGNAL %s with "%s"', (signal, service, expected) =>
    expect(audit(`FROM debian:12\nSTOPSIGNAL ${signal}`, service)).toEqual(expected),
  );
});
