import { Global, Module } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '#libs/event-store/port.js';
import { formatPosition } from '#libs/event-store/position-token.js';
import { PositionFormat } from '#libs/runtime/http/answer/position-format.js';

/** Joins the HTTP layer, which shows positions, with the event store, which knows the ledger's id. */
@Global()
@Module({
  providers: [
    {
      provide: PositionFormat,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore): PositionFormat => ({
        format: (position) => formatPosition(store.ledgerId, position),
      }),
    },
  ],
  exports: [PositionFormat],
})
export class PositionFormatModule {}
