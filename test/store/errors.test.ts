import { describe, expect, it } from 'vitest';
import { isConnectionLost, isOutage, messageOf } from '../../app/store/errors.ts';

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('isOutage', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a reset connection', coded('ECONNRESET')],
    ['a name that does not resolve', coded('ENOTFOUND')],
    ['silence', coded('ETIMEDOUT')],
    ['a connection failure by class', coded('08006')],
    ['too many connections', coded('53300')],
    ['a terminated backend', coded('57P01')],
    ['a database that is starting', coded('57P03')],
    ['a full disk', coded('53100')],
    ['a replica after a failover', coded('25006')],
    ['a statement that took too long', coded('57014')],
    ['a lock that was not had', coded('55P03')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['a wrapped one', new Error('could not read', { cause: coded('ECONNREFUSED') })],
    ['several addresses', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
  ])('is %s', (_what, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a wrong statement', coded('42601')],
    ['a duplicate', coded('23505')],
    ['a refused value', coded('22021')],
    ['a missing right', coded('42501')],
    ['a missing file', coded('ENOENT')],
    ['a bug', new TypeError('x is not a function')],
    ['no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not %s', (_what, error) => {
    expect(isOutage(error)).toBe(false);
  });
});

describe('isConnectionLost', () => {
  it.each([
    ['a reset connection', coded('ECONNRESET')],
    ['a terminated backend', coded('57P01')],
    ['a crashed server', coded('57P02')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    [
      'one that had ended before',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
  ])('is %s', (_what, error) => {
    expect([isConnectionLost(error), isOutage(error)]).toEqual([true, true]);
  });

  it.each([
    ['a refused connection: another one is refused, too', coded('ECONNREFUSED')],
    ['a database that is starting', coded('57P03')],
    ['a statement that took too long', coded('57014')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['silence', coded('ETIMEDOUT')],
    ['a wrong statement', coded('42601')],
    ['no error', 'ECONNRESET'],
  ])('is not %s', (_what, error) => {
    expect(isConnectionLost(error)).toBe(false);
  });
});

it('an attempt at several addresses is told with the message of each', () => {
  expect(messageOf(new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')]))).toBe(
    'no ::1, no 127.0.0.1',
  );
});
