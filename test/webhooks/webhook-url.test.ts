import { expect, test } from 'vitest';
import { findWebhookUrlProblem } from '../../app/webhooks/webhook-url.ts';

const allowed = ['hooks.internal:9000', '[fd00::1]'];

test.each([
  'https://hooks.example/rostrum?x=1',
  'https://8.8.8.8/',
  'http://hooks.internal:9000/x',
  'http://[fd00::1]/',
])('%s may be called', (url) => {
  expect(findWebhookUrlProblem(url, allowed)).toBeNull();
});

test.each<readonly [url: string, problem: string]>([
  ['hooks.example', 'must be a URL'],
  ['ftp://hooks.example/', 'must be a URL'],
  ['http://hooks.example/', 'must begin with https://'],
  ['https://hooks.example:8443/', 'have no port'],
  ['http://hooks.internal/', 'must begin with https://'],
  ['https://user:secret@hooks.example/', 'no user name or password'],
])('%s may not: it %s', (url, problem) => {
  expect(findWebhookUrlProblem(url, allowed)).toContain(problem);
});

test.each([
  ...[
    'localhost',
    'localhost.',
    'a.localhost',
    '127.1',
    '2130706433',
    '[::1]',
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:10.0.0.1]',
  ],
])('https://%s may not: it is private', (host) => {
  expect(findWebhookUrlProblem(`https://${host}/`, allowed)).toContain('must not be a private address');
});
