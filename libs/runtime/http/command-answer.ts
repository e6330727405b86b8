/**
 * What a command endpoint returns: the interceptor turns it into status, `Registry-Position`,
 * `ETag` and body. `position` is the position of the last event the body is made of.
 */
export class CommandAnswer<Body> {
  constructor(
    readonly body: Body,
    readonly options: {
      readonly status?: 200 | 201 | 202;
      readonly position?: bigint;
      /** Stream revision; answered as a strong ETag (`"3"`), taken back as `If-Match`. */
      readonly revision?: bigint;
    } = {},
  ) {}
}

/** One page of a list. */
export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}
