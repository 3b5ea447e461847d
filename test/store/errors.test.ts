import { describe, expect, it } from 'vitest';
import { isConnectionLost, isOutage, thrownMessage } from '../../app/store/errors.ts';

const withCode = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('isOutage', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a reset connection', withCode('ECONNRESET')],
    ['a name that does not resolve', withCode('ENOTFOUND')],
    ['a socket timeout', withCode('ETIMEDOUT')],
    ['a connection failure by class', withCode('08006')],
    ['too many connections', withCode('53300')],
    ['a terminated backend', withCode('57P01')],
    ['a database that is starting', withCode('57P03')],
    ['a full disk', withCode('53100')],
    ['a replica after a failover', withCode('25006')],
    ['a statement timeout', withCode('57014')],
    ['a lock timeout', withCode('55P03')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['a wrapped outage', new Error('could not read', { cause: withCode('ECONNREFUSED') })],
    [
      'refused connections to several addresses',
      new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]),
    ],
  ])('is true for %s', (_what, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a syntax error', withCode('42601')],
    ['a duplicate key', withCode('23505')],
    ['an invalid value', withCode('22021')],
    ['a missing permission', withCode('42501')],
    ['a missing file', withCode('ENOENT')],
    ['a bug', new TypeError('x is not a function')],
    ['a string', 'ECONNREFUSED'],
    ['undefined', undefined],
  ])('is false for %s', (_what, error) => {
    expect(isOutage(error)).toBe(false);
  });
});

describe('isConnectionLost', () => {
  it.each([
    ['a reset connection', withCode('ECONNRESET')],
    ['a terminated backend', withCode('57P01')],
    ['a crashed server', withCode('57P02')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    [
      'a connection that had ended before',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
  ])('is true for %s', (_what, error) => {
    expect([isConnectionLost(error), isOutage(error)]).toEqual([true, true]);
  });

  it.each([
    ['a refused connection, because another one would be refused too', withCode('ECONNREFUSED')],
    ['a database that is starting', withCode('57P03')],
    ['a statement timeout', withCode('57014')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['a socket timeout', withCode('ETIMEDOUT')],
    ['a syntax error', withCode('42601')],
    ['a string', 'ECONNRESET'],
  ])('is false for %s', (_what, error) => {
    expect(isConnectionLost(error)).toBe(false);
  });
});

it('thrownMessage joins the messages of a connection attempt to several addresses', () => {
  expect(thrownMessage(new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')]))).toBe(
    'no ::1, no 127.0.0.1',
  );
});
