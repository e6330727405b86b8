import { describe, expect, it } from '@jest/globals';
import { ReadinessRegistry, type ReadinessCheck } from './readiness-registry.js';

const part = (name: string, check: ReadinessCheck['check']): ReadinessCheck => ({ name, check });

function registryOf(...checks: ReadinessCheck[]): ReadinessRegistry {
  const registry = new ReadinessRegistry();
  for (const check of checks) registry.register(check);
  return registry;
}

describe('readiness', () => {
  it('needs every part', async () => {
    const ready = part('a', () => Promise.resolve({ ready: true }));
    const not = part('b', () => Promise.resolve({ ready: false, detail: '追赶中' }));
    expect(await registryOf().look()).toEqual({ ready: true, parts: [] });
    expect((await registryOf(ready).look()).ready).toBe(true);
    expect(await registryOf(ready, not).look()).toEqual({
      ready: false,
      parts: [
        { name: 'a', ready: true },
        { name: 'b', ready: false, detail: '追赶中' },
      ],
    });
  });

  it('is not given by a part that fails, whose error stays inside', async () => {
    const failing = part('a', () => Promise.reject(new Error('password=s3cret')));
    const answer = await registryOf(failing).look();
    expect(answer.ready).toBe(false);
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  it('is not given by a part that fails before it promises anything', async () => {
    const throwing = part('a', () => {
      throw new Error('x');
    });
    expect((await registryOf(throwing).look()).ready).toBe(false);
  });

  it('does not wait for a part that never answers', async () => {
    const silent = part('a', () => new Promise(() => undefined));
    expect(await registryOf(silent).look(10)).toMatchObject({ ready: false });
  });

  it('has one part of each name', () => {
    const check = part('a', () => Promise.resolve({ ready: true }));
    expect(() => registryOf(check, check)).toThrow(/a exists already/);
  });
});
