import { hash } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Name-based UUID, version 5 (RFC 9562 §5.5): the same namespace and name always give the same id,
 * which is what makes a retried command append the same event ids.
 * @param namespace a UUID; a constant of the program. @throws RangeError when it is none.
 * @param name any text; hashed as UTF-8.
 */
export function uuidV5(namespace: string, name: string): string {
  if (!UUID.test(namespace)) throw new RangeError('uuidV5: the namespace is not a UUID');
  const bytes = Buffer.concat([
    Buffer.from(namespace.replaceAll('-', ''), 'hex'),
    Buffer.from(name),
  ]);
  const digest = hash('sha1', bytes, 'hex');
  const version = `5${digest.slice(13, 16)}`;
  const variant = `${((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)}${digest.slice(17, 20)}`;
  return [digest.slice(0, 8), digest.slice(8, 12), version, variant, digest.slice(20, 32)].join(
    '-',
  );
}

/** Time-ordered random UUID, version 7 (RFC 9562 §5.7); rises within one process. */
export function uuidV7(): string {
  return v7();
}
