import { BadRequestException, HttpException, InternalServerErrorException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { Refusal, RefusalError } from '#libs/kernel/refusal.js';
import { problemOf } from './problem-of.js';
import { problemBody } from './problem.js';

class EventStoreUnavailable extends Error {
  override name = 'EventStoreUnavailable';
}

describe('the problem that answers an error', () => {
  it('repeats nothing of what Nest or a library says in English', () => {
    const { problem, unexpected } = problemOf(new BadRequestException('Unexpected token <script>'));
    expect(problem).toMatchObject({ status: 400, code: 'malformed-request' });
    expect(JSON.stringify(problem)).not.toContain('script');
    expect(unexpected).toBe(false);
  });

  it('takes our own words, and when to come again', () => {
    const words = { code: 'too-many-attempts', detail: '请稍后再试', retryAfter: 30 };
    expect(problemOf(new HttpException(words, 429)).problem).toMatchObject({
      status: 429,
      ...words,
    });
  });

  it('does not let a refusal replace the members of the standard', () => {
    const refusal = new Refusal('conflict', 'a-code', '说明', [], {
      status: 200,
      code: 'x',
      extra: 1,
    });
    const { problem } = problemOf(new RefusalError(refusal));
    expect(problemBody(problem, 'id')).toMatchObject({
      status: 409,
      code: 'a-code',
      extra: 1,
      requestId: 'id',
    });
  });

  it.each([
    ['the event store is away', new EventStoreUnavailable('x'), 503],
    ['the database ends the connection', Object.assign(new Error('x'), { code: '57P01' }), 503],
    ['a value is too large for its column', Object.assign(new Error('x'), { code: '22003' }), 422],
    ['a wrapped one is no date', { driverError: { code: '22008' } }, 422],
    ['a division by zero is ours', Object.assign(new Error('x'), { code: '22012' }), 500],
    ['a row is there twice', Object.assign(new Error('x'), { code: '23505' }), 500],
    ['Nest itself failed', new InternalServerErrorException('x'), 500],
    ['somebody threw a text', 'text', 500],
    ['somebody threw nothing', undefined, 500],
  ])('when %s is logged and answered without details', (_, error, status) => {
    const found = problemOf(error);
    expect(found).toMatchObject({ unexpected: true, problem: { status } });
    expect(found.problem.detail).toMatch(/^[^a-z]+$/);
  });
});
