import { describe, expect, it } from '@jest/globals';
import { isDatabaseTrouble } from './database-trouble.js';

const error = (members: object): Error => Object.assign(new Error('x'), members);

describe('trouble with the database', () => {
  it.each([
    ['a refused connection', error({ code: 'ECONNREFUSED' })],
    ['a server that shuts down', error({ code: '57P01' })],
    ['a server that starts up', error({ code: '57P03' })],
    ['too many connections', error({ code: '53300' })],
    ['a broken connection', new Error('Connection terminated unexpectedly')],
    ['no free connection', new Error('timeout exceeded when trying to connect')],
    ['a wrapped one', error({ driverError: error({ code: '08006' }) })],
    ['localhost refused on both families', error({ errors: [error({ code: 'ECONNREFUSED' })] })],
    ['a missing socket', error({ code: 'ENOENT', syscall: 'connect' })],
  ])('is %s', (_, thrown) => {
    expect(isDatabaseTrouble(thrown)).toBe(true);
  });

  it.each([
    ['a unique violation', error({ code: '23505' })],
    ['a syntax error', error({ code: '42601' })],
    ['a missing file', error({ code: 'ENOENT', syscall: 'open' })],
    ['a cancelled statement', error({ code: '57014' })],
    ['a bug', new TypeError('x is not a function')],
    ['nothing', undefined],
  ])('is not %s', (_, thrown) => {
    expect(isDatabaseTrouble(thrown)).toBe(false);
  });
});
