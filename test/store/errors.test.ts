import { describe, expect, it } from 'vitest';
import { errorMessage, isConnectionLost, isOutage } from '../../app/store/errors.ts';

const withCode = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('isOutage', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a reset connection', withCode('ECONNRESET')],
    ['a name that does not resolve', withCode('ENOTFOUND')],
    ['silence', withCode('ETIMEDOUT')],
    ['a connection failure by class', withCode('08006')],
    ['too many connections', withCode('53300')],
    ['a terminated backend', withCode('57P01')],
    ['a database that is starting', withCode('57P03')],
    ['a full disk', withCode('53100')],
    ['a replica after a failover', withCode('25006')],
    ['a statement that took too long', withCode('57014')],
    ['a lock that was not had', withCode('55P03')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['a wrapped one', new Error('could not read', { cause: withCode('ECONNREFUSED') })],
    ['several addresses', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
  ])('is %s', (_what, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a wrong statement', withCode('42601')],
    ['a duplicate', withCode('23505')],
    ['a refused value', withCode('22021')],
    ['a missing right', withCode('42501')],
    ['a missing file', withCode('ENOENT')],
    ['a bug', new TypeError('x is not a function')],
    ['no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not %s', (_what, error) => {
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
      'one that had ended before',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
  ])('is %s', (_what, error) => {
    expect([isConnectionLost(error), isOutage(error)]).toEqual([true, true]);
  });

  it.each([
    ['a refused connection: another one is refused, too', withCode('ECONNREFUSED')],
    ['a database that is starting', withCode('57P03')],
    ['a statement that took too long', withCode('57014')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['silence', withCode('ETIMEDOUT')],
    ['a wrong statement', withCode('42601')],
    ['no error', 'ECONNRESET'],
  ])('is not %s', (_what, error) => {
    expect(isConnectionLost(error)).toBe(false);
  });
});

it('an attempt at several addresses is told with the message of each', () => {
  expect(errorMessage(new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')]))).toBe(
    'no ::1, no 127.0.0.1',
  );
});
