import type { CalendarDate } from '#libs/kernel/calendar-date.js';
import { defined, isAbsent } from '#libs/kernel/read-fields.js';
import { Refusal } from '#libs/kernel/refusal.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { silentOf, vetoesOf, type Award } from './award.js';
import { awardEvent as event } from './award-event.js';
import type { AwardEvent } from './events.js';
import { wrongStep } from './next-step.js';
import { earliestEnd, noticeDays, sayNoticeRule, type NoticeRule } from './notice-rule.js';
import { StepInput, tooEarly, type Body } from './read-input.js';

type Decision = readonly AwardEvent[] | Refusal;

export interface OpinionInput {
  readonly department: string;
  readonly opinion: 'agree' | 'veto';
  readonly note: string | null;
  readonly on: CalendarDate;
}

/** 422 with everything that is wrong; a veto needs its reason. */
export function readOpinion(body: Body, now: string): OpinionInput | Refusal {
  const input = StepInput.at(body, now);
  const department = input.text('department', '部门名称', 40);
  const opinion = body['opinion'];
  if (opinion !== 'agree' && opinion !== 'veto') {
    input.issues.add('opinion', 'not-allowed', '意见 opinion 应为：agree（同意）、veto（否决）');
  }
  const note =
    opinion === 'veto'
      ? input.text('note', '否决理由 note')
      : input.optionalText('note', '意见说明');
  const on = input.pastDay('on', '意见日期', input.today);
  return input.done(() =>
    department !== undefined && on !== undefined
      ? { department, opinion: opinion === 'veto' ? 'veto' : 'agree', note: note ?? null, on }
      : undefined,
  );
}

/** 部门联审, until the approval; a department may change its mind, the latest counts. */
export function giveOpinion(input: OpinionInput, award: Award, today: string): Decision {
  const { department, opinion, note, on } = input;
  if (award.stage !== 'proposed' && award.stage !== 'on-notice') {
    return wrongStep(award, '再提部门意见', today);
  }
  const { departments } = award.proposal;
  if (!departments.includes(department)) {
    return Refusal.conflict(
      'department-not-named',
      `联审部门中没有“${department}”，应为：${departments.join('、')}`,
      { departments },
    );
  }
  const known = award.opinions[department];
  const given = opinion === 'agree' ? 'agreed' : 'vetoed';
  if (known?.opinion === given && known.note === note && known.on === on) return [];
  return opinion === 'agree'
    ? [event(award, 'award.departmentAgreed', { department, note, on })]
    : [event(award, 'award.departmentVetoed', { department, reason: note ?? '', on })];
}

export interface NoticeInput {
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate;
  readonly reason: string | null;
  readonly source?: SourceDocument;
}

export function readNotice(body: Body, now: string): NoticeInput | Refusal {
  const input = StepInput.at(body, now);
  const startsOn = input.day('startsOn', '公示开始日期');
  const endsOn = input.day('endsOn', '公示结束日期');
  const reason = input.optionalText('reason', '重新公示的原因') ?? null;
  const source = input.source();
  if (startsOn !== undefined && endsOn !== undefined && endsOn < startsOn) {
    input.issues.add('endsOn', 'date-order', '公示结束日期不能早于开始日期');
  }
  return input.done(() =>
    startsOn && endsOn ? defined({ startsOn, endsOn, reason, source }) : undefined,
  );
}

/** 公示, once every department agrees; a second one replaces the first and says why. */
export function openNotice(
  input: NoticeInput,
  rule: NoticeRule,
  award: Award,
  today: string,
): Decision {
  const { startsOn, endsOn, reason } = input;
  if (award.stage !== 'proposed' && award.stage !== 'on-notice') {
    return wrongStep(award, '公示', today);
  }
  if (vetoesOf(award).length > 0 || silentOf(award).length > 0) {
    return wrongStep(award, '公示', today);
  }
  if (award.notice?.startsOn === startsOn && award.notice.endsOn === endsOn) return [];
  if (award.notice && reason === null) {
    return Refusal.conflict(
      'already-on-notice',
      `已公示（${award.notice.startsOn} 至 ${award.notice.endsOn}）；如需重新公示，请写明原因 reason`,
    );
  }
  const { applicationOn } = award.proposal;
  if (startsOn < applicationOn) return tooEarly('公示开始日期', startsOn, '申请日', applicationOn);
  const days = noticeDays(startsOn, endsOn, rule);
  if (days < rule.days) {
    return Refusal.conflict(
      'notice-too-short',
      `公示期至少${sayNoticeRule(rule)}（${rule.basis}），${startsOn} 至 ${endsOn} 只有 ${days}；` +
        `结束日期最早为 ${earliestEnd(startsOn, rule)}`,
    );
  }
  return [event(award, 'award.noticeOpened', { ...input, rule, days })];
}

export interface ObjectionInput {
  readonly raisedOn: CalendarDate;
  readonly content: string;
}

export function readObjection(body: Body, now: string): ObjectionInput | Refusal {
  const input = StepInput.at(body, now);
  const raisedOn = input.pastDay('raisedOn', '提出日期', input.today);
  const content = input.text('content', '异议内容', 1000);
  return input.done(() => (raisedOn && content !== undefined ? { raisedOn, content } : undefined));
}

/** 异议, within the days of the notice. */
export function raiseObjection(input: ObjectionInput, award: Award, today: string): Decision {
  const { notice, objections } = award;
  if (award.stage !== 'on-notice' || !notice) return wrongStep(award, '登记异议', today);
  if (input.raisedOn < notice.startsOn || input.raisedOn > notice.endsOn) {
    return Refusal.conflict(
      'not-within-notice',
      `异议应在公示期内提出（${notice.startsOn} 至 ${notice.endsOn}），提出日期为 ${input.raisedOn}`,
    );
  }
  const isThere = objections.some(
    (o) => o.content === input.content && o.raisedOn === input.raisedOn,
  );
  if (isThere) return [];
  const data = { objection: objections.length + 1, ...input };
  return [event(award, 'award.objectionRaised', data)];
}

export interface ResolutionInput {
  readonly outcome: 'dismissed' | 'upheld';
  readonly handling: string;
  readonly on: CalendarDate;
}

export function readObjectionResolution(body: Body, now: string): ResolutionInput | Refusal {
  const input = StepInput.at(body, now);
  const { outcome } = body;
  if (outcome !== 'dismissed' && outcome !== 'upheld') {
    const accepted = '处理结果 outcome 应为：dismissed（异议不成立）、upheld（异议成立）';
    input.issues.add('outcome', isAbsent(outcome) ? 'required' : 'not-allowed', accepted);
  }
  const handling = input.text('handling', '处理情况', 1000);
  const on = input.pastDay('on', '处理日期', input.today);
  return input.done(() =>
    handling !== undefined && on
      ? { outcome: outcome === 'upheld' ? 'upheld' : 'dismissed', handling, on }
      : undefined,
  );
}

export function resolveObjection(
  number: number,
  input: ResolutionInput,
  award: Award,
  today: string,
): Decision {
  const objection = award.objections.find((each) => each.objection === number);
  if (!objection) {
    return Refusal.notFound('objection-not-found', `该奖补没有第 ${number} 号异议`);
  }
  const { resolution, raisedOn } = objection;
  if (resolution?.outcome === input.outcome && resolution.handling === input.handling) return [];
  if (resolution) {
    return Refusal.conflict('objection-resolved', `第 ${number} 号异议已于 ${resolution.on} 处理`);
  }
  if (award.stage !== 'on-notice') return wrongStep(award, '处理异议', today);
  if (input.on < raisedOn) return tooEarly('处理日期', input.on, '提出日期', raisedOn);
  return [event(award, 'award.objectionResolved', { objection: number, ...input })];
}
