import { createHash } from 'node:crypto';
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
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Time-ordered random UUID, version 7 (RFC 9562 §5.7); rises within one process. */
export function uuidV7(): string {
  return v7();
}
