import {
  dateInShanghai,
  endOfDayInShanghai,
  parseDate,
  parseInstant,
} from '#libs/kernel/calendar-date.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { looksLikePosition, parsePosition } from '../position-token.js';

/** What `knownAt` asks for: an instant, or a position that is exact to the event. */
export type Moment = { readonly instant: string } | { readonly position: bigint };

/**
 * Reads `knownAt`.
 * @param now ISO instant; a date that is today in Shanghai means now, another one the end of its day
 * @returns the moment, or a refusal: 422 in the future or not understood, 400 a token of another ledger
 */
export function parseKnownAt(text: string, ledgerId: string, now: string): Moment | Refusal {
  if (looksLikePosition(text)) {
    const position = parsePosition(ledgerId, text);
    return position instanceof Refusal ? position : { position };
  }
  const day = parseDate(text);
  if (day !== undefined) {
    const today = dateInShanghai(now);
    if (day > today) return inTheFuture(text, now);
    return { instant: day === today ? now : endOfDayInShanghai(day) };
  }
  const instant = parseInstant(text);
  if (instant === undefined) return notUnderstood(text);
  return instant > now ? inTheFuture(text, now) : { instant };
}

function inTheFuture(text: string, now: string): Refusal {
  return refuse(
    'in-the-future',
    `入账截止时点 ${text} 晚于现在（${now}）；尚未入账的内容无从知道，请给出不晚于现在的时点`,
  );
}

function notUnderstood(text: string): Refusal {
  return refuse(
    'not-an-instant',
    `入账截止时点“${text.slice(0, 60)}”无法识别；请给出带时区的时刻（如 2023-11-05T10:00:00+08:00）、日期（如 2023-11-05，指当日结束，北京时间）或位置标记`,
  );
}

function refuse(code: string, message: string): Refusal {
  return Refusal.unacceptable([{ path: 'knownAt', code, message }]);
}
