/** The user of the connection string may not do this, or its password is wrong. */
export class EventStoreDenied extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'EventStoreDenied';
  }
}
