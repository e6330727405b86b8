import { QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { formatPosition, partsOfPosition } from '#libs/event-store/position-token.js';
import { ReadModels } from '#libs/event-store/projections/read-models.js';
import type { Role } from '#libs/kernel/actor.js';
import { RECOGNITION_KIND_LABELS, type RecognitionKind } from '#libs/recognitions/domain/events.js';
import { RecognitionForms, type RecognitionFormsAnswer } from '#libs/recognitions/queries.js';
import { INTERNAL_AWARD_EVENTS } from '#libs/policy/domain/events.js';
import { PolicyEventsInWords, type EventInWords } from '#libs/policy/queries.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { enterpriseNotFound } from '../domain/enterprise.js';
import {
  EnterpriseTimeline,
  type EnterpriseTimelineAnswer,
  type TimelineItem,
} from '../queries.js';
import { changesOf, EVENT_LABELS, type TimelineRow } from './timeline-items.js';
import { timelineProjection } from './timeline.projection.js';
import { RefusalError } from '#libs/kernel/refusal.js';

/**
 * $1 credit code, $2 position, $3 does the enterprise itself ask, $4 types that it does not see. An
 * award is seen by its enterprise from the notice on, as `GET /awards/{id}` has it.
 */
const SEEN = `
  credit_code = $1 AND position <= $2 AND (NOT $3 OR (type <> ALL ($4) AND (
    type NOT LIKE 'award.%' OR EXISTS (
      SELECT FROM timeline_events n WHERE n.stream = t.stream AND n.type = 'award.noticeOpened'
        AND n.position <= t.position))))`;
const PAGE = `
  SELECT position, stream, event_id, type, recognition_id, recorded_at, actor, role, data
  FROM timeline_events t WHERE ${SEEN}
  ORDER BY position DESC LIMIT $5 OFFSET $6`;
const TOTAL = `SELECT count(*) AS total FROM timeline_events t WHERE ${SEEN}`;
/** The streams of the page as they were before its newest event: what the changes changed. */
const EARLIER = `
  SELECT position, stream, type, data FROM timeline_events
  WHERE stream = ANY ($1) AND position < $2 ORDER BY position`;

type Labels = Readonly<Record<string, Readonly<Record<string, string>>>>;

@QueryHandler(EnterpriseTimeline)
export class EnterpriseTimelineHandler implements IQueryHandler<
  EnterpriseTimeline,
  EnterpriseTimelineAnswer
> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly queryBus: QueryBus,
  ) {}

  /** @throws RefusalError 404 `enterprise-not-found`; 400, 422, 503 as `ReadModels.resolve` */
  async execute(query: EnterpriseTimeline): Promise<EnterpriseTimelineAnswer> {
    const { creditCode, request, viewer } = query;
    const { page, pageSize } = request;
    const at = await this.readModels.resolve([timelineProjection.name], request);
    const position = String(at.position);
    const seen = [creditCode, position, viewer === 'enterprise', INTERNAL_AWARD_EVENTS];
    const [sum] = await this.readModels.query<{ total: string }>(TOTAL, seen);
    const total = Number(sum?.total ?? 0);
    if (total === 0) throw new RefusalError(enterpriseNotFound(creditCode));
    const rows = await this.readModels.query<TimelineRow>(PAGE, [
      ...seen,
      pageSize,
      (page - 1) * pageSize,
    ]);
    const { ledgerId } = partsOfPosition(at.token);
    const items = await this.itemsOf(rows, ledgerId);
    const shown = viewer === 'enterprise' ? items.map(withoutAccount) : items;
    return { items: shown, total, page, pageSize, knownAt: at.knownAt, position: at.token };
  }

  private async itemsOf(rows: readonly TimelineRow[], ledgerId: string): Promise<TimelineItem[]> {
    const [newest] = rows;
    if (!newest) return [];
    const streams = [...new Set(rows.map(({ stream }) => stream))];
    const earlier = await this.readModels.query<TimelineRow>(EARLIER, [streams, newest.position]);
    const labels = labelsOf(await this.queryBus.execute(new RecognitionForms()));
    const told = rows.map((row) => ({
      row,
      earlier: earlier.filter(
        (other) => other.stream === row.stream && BigInt(other.position) < BigInt(row.position),
      ),
    }));
    const stories = await this.inWords(told.filter(({ row }) => !(row.type in EVENT_LABELS)));
    return told.map(({ row, earlier: history }) => {
      const item = itemOf(row, history, labels, ledgerId);
      return { ...item, ...stories.get(row) };
    });
  }

  /** What the policy slice alone can say in words. */
  private async inWords(
    told: readonly { readonly row: TimelineRow; readonly earlier: readonly TimelineRow[] }[],
  ): Promise<ReadonlyMap<TimelineRow, EventInWords>> {
    if (told.length === 0) return new Map();
    const events = told.map(({ row, earlier }) => ({ event: row, earlier }));
    const words = await this.queryBus.execute(new PolicyEventsInWords(events));
    return new Map(told.flatMap(({ row }, i) => (words[i] ? [[row, words[i]] as const] : [])));
  }
}

/** Which officer had a hand in an award is not the enterprise's business. */
function withoutAccount(item: TimelineItem): TimelineItem {
  const hidden = item.about?.kind === 'award' && item.actor.role !== 'enterprise';
  return hidden ? { ...item, actor: { ...item.actor, id: null } } : item;
}

function itemOf(
  row: TimelineRow,
  earlier: readonly TimelineRow[],
  labels: Labels,
  ledgerId: string,
): TimelineItem {
  const { data } = row;
  const kind = textIn(data, 'kind') as RecognitionKind | null;
  return {
    position: formatPosition(ledgerId, BigInt(row.position)),
    eventId: row.event_id,
    type: row.type,
    label: EVENT_LABELS[row.type] ?? row.type,
    recordedAt: row.recorded_at,
    actor: { id: row.actor, role: row.role, roleLabel: roleLabel(row.role) },
    source: (data['source'] as SourceDocument | undefined) ?? null,
    reason: textIn(data, 'reason'),
    effectiveOn: textIn(data, 'effectiveOn'),
    recognition:
      kind === null || row.recognition_id === null
        ? null
        : {
            id: row.recognition_id,
            kind,
            kindLabel: RECOGNITION_KIND_LABELS[kind],
            number: textIn(data, 'number') ?? '',
          },
    about: null,
    changes: changesOf(row, earlier, kind === null ? {} : (labels[kind] ?? {})),
  };
}

/** For each kind the labels of its attributes. */
function labelsOf(forms: RecognitionFormsAnswer): Labels {
  return Object.fromEntries(
    forms.map((form) => [
      form.kind,
      Object.fromEntries(form.fields.map(({ name, label }) => [name, label])),
    ]),
  );
}

function roleLabel(role: string): string {
  return ROLE_LABELS[role as Role] ?? '系统';
}

function textIn(data: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = data[key];
  return typeof value === 'string' ? value : null;
}
