import { addDays } from '#libs/kernel/calendar-date.js';
import { Refusal } from '#libs/kernel/refusal.js';
import { showMoney } from '../facts/values.js';
import {
  approvedOf,
  AWARD_STATUSES,
  paidOf,
  silentOf,
  statusOf,
  vetoesOf,
  type Award,
  type AwardState,
} from './award.js';
import { storedDay } from './notice-rule.js';

export const AWARD_STEPS = {
  opinions: '部门联审',
  notice: '公示',
  'objection-resolution': '处理异议',
  approval: '审定',
  issuance: '下达',
  payments: '拨付',
  rejection: '不予',
} as const;
export type AwardStep = keyof typeof AWARD_STEPS;

/** The step that comes next and what it takes; null: nothing is left to do. */
export interface NextStep {
  readonly step: AwardStep;
  readonly label: string;
  readonly needs: readonly string[];
}

/** @param today day in Shanghai, on which a notice is over or not */
export function nextStepOf(award: Award, today: string): NextStep | null {
  switch (statusOf(award)) {
    case 'proposed':
      return reviewOrNotice(award);
    case 'vetoed':
      return step('rejection', [
        ...vetoesOf(award).map((name) => `${name}已否决（${award.opinions[name]?.note ?? ''}）`),
        '作不予，或由否决的部门改为同意',
      ]);
    case 'on-notice':
      return afterNotice(award, today);
    case 'approved':
      return step('issuance', ['下达文号与日期']);
    case 'issued':
    case 'part-paid': {
      const left = approvedOf(award) - paidOf(award);
      return step('payments', [`尚可拨付${showMoney(left)}：金额、日期、凭证号`]);
    }
    default:
      return null;
  }
}

function reviewOrNotice(award: Award): NextStep {
  const silent = silentOf(award);
  if (silent.length > 0) return step('opinions', [`${silent.join('、')}的意见`]);
  return step('notice', ['公示起止日期']);
}

function afterNotice(award: Award, today: string): NextStep {
  const { notice, objections } = award;
  const upheld = objections.filter(({ resolution }) => resolution?.outcome === 'upheld');
  if (upheld.length > 0) {
    return step('rejection', [`第${upheld.map((o) => o.objection).join('、')}号异议成立，作不予`]);
  }
  const open = objections.filter(({ resolution }) => resolution === null);
  if (open.length > 0) {
    return step('objection-resolution', [
      `第${open.map((o) => o.objection).join('、')}号异议的处理结果`,
    ]);
  }
  const needs = ['由提出者以外的另一名经办审定'];
  if (notice && today <= notice.endsOn) {
    needs.unshift(
      `公示至 ${notice.endsOn} 期满，${addDays(storedDay(notice.endsOn), 1)} 起方可审定`,
    );
  }
  return step('approval', needs);
}

function step(name: AwardStep, needs: readonly string[]): NextStep {
  return { step: name, label: AWARD_STEPS[name], needs };
}

/** 409: not now; says how it stands and which step comes next. */
export function wrongStep(award: Award, what: string, today: string): Refusal {
  const next = nextStepOf(award, today);
  const { awardId } = award.proposal;
  const status = statusOf(award);
  const then = next ? `下一步是${next.label}（${next.needs.join('；')}）` : '已办结，没有下一步';
  return Refusal.conflict(
    'wrong-step',
    `奖补 ${awardId} 现为“${AWARD_STATUSES[status]}”，不能${what}；${then}`,
    { awardId, status, next },
  );
}

export function awardNotFound(id: string): Refusal {
  return Refusal.notFound('award-not-found', `没有编号为 ${id.slice(0, 60)} 的奖补`);
}

/** A decision on an award that is there. */
export function onAward<T>(
  state: AwardState,
  awardId: string,
  decide: (award: Award) => T | Refusal,
): T | Refusal {
  return state ? decide(state) : awardNotFound(awardId);
}
