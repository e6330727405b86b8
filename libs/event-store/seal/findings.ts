/** What can be wrong with an event or its seal. */
export type Fault =
  /** The seal of this event and those of its neighbours agree, the event does not. */
  | 'event-changed'
  /** Another event was sealed at this position. */
  | 'event-replaced'
  /** There is a seal, and no event. */
  | 'event-missing'
  /** There is an event the chain knows nothing of. */
  | 'event-inserted'
  /** The event is in order, its neighbours' seals too, its own is not. */
  | 'seal-changed'
  /** The chain went over this event, its seal is gone. */
  | 'seal-missing'
  /** There is a seal that the chain never went over. */
  | 'seal-inserted'
  /** An event without seal, and its neighbours do not tell which of the two reasons it has. */
  | 'event-unsealed'
  /** The head is not where the seals end. */
  | 'head-changed'
  /** A head noted earlier is not in the chain. */
  | 'noted-head-differs'
  /** The store's own index of streams does not agree with the events. */
  | 'stream-index';

export interface Finding {
  readonly fault: Fault;
  readonly position: bigint;
  /** Empty where no event is meant. */
  readonly stream: string;
  readonly eventId: string;
  /** What else there is to say, in Chinese. */
  readonly detail?: string;
}

const LABELS: Readonly<Record<Fault, string>> = {
  'event-changed': '事件内容被改动，与其封印不符',
  'event-replaced': '此位置的事件被调换',
  'event-missing': '事件缺失：封印在，事件不在',
  'event-inserted': '事件系后来插入：封印链中没有它',
  'seal-changed': '封印被改动，事件与前后封印相符',
  'seal-missing': '封印缺失：链曾封过此事件，其封印不在',
  'seal-inserted': '封印系后来插入：链中没有它',
  'event-unsealed': '事件没有封印，且前后封印不能说明是事件被插入还是封印被删除',
  'head-changed': '链头与封印不符',
  'noted-head-differs': '与先前记下的链头不符：此位置或之前的事件在记下之后被改写',
  'stream-index': '流的索引与事件不符',
};

/** One line for a person: where, what, which event. */
export function describeFinding({ fault, position, stream, eventId, detail }: Finding): string {
  const parts = [`位置 ${position}`];
  if (stream !== '') parts.push(`流 ${stream}`);
  if (eventId !== '') parts.push(`事件 ${eventId}`);
  return `${parts.join('  ')}  ${LABELS[fault]}${detail === undefined ? '' : `（${detail}）`}`;
}
