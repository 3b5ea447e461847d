import { describe, expect, test } from 'vitest';
import { findSignalProblem } from '../../../../infra/lint/container/pid1.ts';

function judge(image: string | null, command: readonly string[], hasInit = false): string {
  const problem = findSignalProblem({ command, image, hasInit });
  return problem === null ? 'none' : problem.isUncertain ? 'note' : 'warning';
}

const list = 'node migrate.js && node server.js';

/** As measured with a program that records SIGTERM, in a new process namespace. */
describe('SIGTERM reaches a program behind a shell', () => {
  test.each<[string, string | null, readonly string[], string]>([
    ['a list in dash', 'python:3.13-slim', ['sh', '-c', list], 'warning'],
    ['one command in dash', 'node:24-slim', ['/bin/sh', '-c', 'node server.js'], 'warning'],
    ['a list on one line in ash', 'node:24-alpine', ['sh', '-c', list], 'none'],
    ['lines that end with a new line in ash', 'node:24-alpine', ['sh', '-c', 'a\nnode b.js\n'], 'warning'],
    ['a pipe in ash', 'node:24-alpine', ['sh', '-c', 'node a.js | tee log'], 'warning'],
    ['a list in bash', 'debian:12', ['bash', '-c', list], 'none'],
    ['several lines in bash', 'debian:12', ['bash', '-c', 'a\nnode b.js\n'], 'none'],
    ['a list in the sh of the Red Hat family', 'rockylinux:9', ['sh', '-c', list], 'none'],
    ['a list in an unknown image', 'example/app:1', ['sh', '-c', list], 'note'],
    ['a list in an image that is built', null, ['sh', '-c', list], 'note'],
    ['exec in dash', 'debian:12', ['sh', '-c', 'node migrate.js && exec node server.js'], 'none'],
    [
      'an option of find that is called exec',
      'debian:12',
      ['sh', '-c', 'find . -exec rm {} ; node b.js'],
      'warning',
    ],
    ['a trap in dash', 'debian:12', ['sh', '-c', "trap 'kill $!' TERM; node b.js & wait"], 'none'],
    ['operators in quotes in ash', 'alpine:3', ['sh', '-c', "node -e 'a && b | c'"], 'none'],
    ['a script that ends', 'debian:12', ['sh', '-c', 'mc mb a; exit 0'], 'none'],
    ['npm in Debian', 'node:24', ['npm', 'start'], 'warning'],
    ['npm in Alpine', 'node:24-alpine', ['npm', 'start'], 'none'],
    ['tini before dash', 'debian:12', ['tini', '--', 'sh', '-c', list], 'warning'],
    ['tini for the group before dash', 'debian:12', ['/usr/bin/tini', '-g', '--', 'sh', '-c', list], 'none'],
    ['dumb-init before dash', 'debian:12', ['dumb-init', 'sh', '-c', list], 'none'],
  ])('%s', (_, image, command, expected) => expect(judge(image, command)).toBe(expected));

  test('an init does not help: it ends the shell only', () => {
    expect(judge('debian:12', ['sh', '-c', list], true)).toBe('warning');
  });
});
