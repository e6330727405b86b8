import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { factKey, manualFact, type FactDictionary } from '../domain/facts/dictionary.js';
import type { ListTerms } from '../domain/list/terms.js';
import { labelOf } from '../domain/declarations/figures.js';
import { OBJECTION_OUTCOMES } from '../domain/objections/events.js';
import type { EventInWords, StoryEvent } from '../queries.js';

type Data = StoryEvent['data'];
type Change = EventInWords['changes'][number];

/** What words are taken from. */
export interface Wording {
  readonly dictionary: FactDictionary;
  /** Of every list that was ever published. */
  readonly terms: ListTerms;
}

const LABELS: Readonly<Record<string, string>> = {
  'declaration.submitted': '申报指标',
  'declaration.confirmed': '核实指标',
  'declaration.rejected': '指标未通过',
  'declaration.withdrawn': '撤回申报',
  'manualAnswer.given': '人工核实答复',
  'manualAnswer.withdrawn': '撤回人工核实答复',
  'objection.raised': '提出异议',
  'objection.resolved': '答复异议',
  'award.proposed': '拟奖补',
  'award.departmentAgreed': '部门联审同意',
  'award.departmentVetoed': '部门联审否决',
  'award.noticeOpened': '奖补公示',
  'award.objectionRaised': '公示异议',
  'award.objectionResolved': '公示异议处理',
  'award.objectionResolutionCorrected': '更正公示异议处理',
  'award.approved': '奖补审定',
  'award.approvalWithdrawn': '撤回奖补审定',
  'award.issued': '奖补下达',
  'award.issuanceCorrected': '更正奖补下达',
  'award.paid': '奖补拨付',
  'award.paymentCorrected': '更正奖补拨付',
  'award.clawedBack': '奖补追回',
  'award.clawbackCorrected': '更正奖补追回',
  'award.waived': '放弃奖补',
  'award.rejected': '不予奖补',
};

/** Fields of an award's events that are shown as changes, in this order. */
const AWARD_FIELDS: Readonly<Record<string, string>> = {
  awardYear: '兑现年度',
  department: '部门',
  startsOn: '公示开始日期',
  endsOn: '公示结束日期',
  outcome: '处理结果',
  amount: '金额（元）',
  approvedOn: '审定日期',
  documentNumber: '文号',
  issuedOn: '下达日期',
  paidOn: '拨付日期',
  voucher: '凭证号',
};
/** The day of an event, and why it came about: whichever of these it has. */
const DAYS = ['on', 'raisedOn', 'startsOn', 'approvedOn', 'issuedOn', 'paidOn'];
const REASONS = ['reason', 'note', 'content', 'handling', 'basis', 'text'];

/** @param earlier events of the same stream before it, oldest first */
export function eventInWords(
  { type, data }: StoryEvent,
  earlier: readonly StoryEvent[],
  wording: Wording,
): EventInWords {
  return {
    label: LABELS[type] ?? type,
    ...aboutAndChanges(type, data, earlier, wording),
    reason: firstText(data, REASONS),
    effectiveOn: firstText(data, DAYS),
  };
}

function aboutAndChanges(
  type: string,
  data: Data,
  earlier: readonly StoryEvent[],
  wording: Wording,
): Pick<EventInWords, 'about' | 'changes'> {
  switch (type.split('.')[0]) {
    case 'declaration': {
      const year = Number(data['year']);
      const about = { kind: 'declaration', id: String(year), label: `${year}年度指标` } as const;
      return { about, changes: figures(type, data, earlier, wording) };
    }
    case 'manualAnswer':
      return answered(data, earlier, wording);
    case 'objection':
      return objected(data, earlier, wording);
    default:
      return awarded({ type, data }, earlier);
  }
}

/** Before: what the enterprise had declared of it; of what an officer decides, what he decides on. */
function figures(
  type: string,
  data: Data,
  earlier: readonly StoryEvent[],
  { dictionary }: Wording,
): readonly Change[] {
  const gone = type === 'declaration.rejected' || type === 'declaration.withdrawn';
  return Object.entries(recordIn(data, 'figures')).map(([fact, value]) => {
    const label = `${labelOf(dictionary, fact)}（${String(data['year'])}年）`;
    const before = gone ? value : figureBefore(type, fact, earlier);
    return {
      field: factKey(fact, Number(data['year'])),
      label,
      before,
      after: gone ? null : value,
    };
  });
}

function figureBefore(type: string, fact: string, earlier: readonly StoryEvent[]): unknown {
  const same = earlier.findLast(
    (event) => event.type === type && Object.hasOwn(recordIn(event.data, 'figures'), fact),
  );
  return same ? recordIn(same.data, 'figures')[fact] : null;
}

function answered(data: Data, earlier: readonly StoryEvent[], { terms }: Wording) {
  const key = String(data['question']);
  const words = terms.questions.get(key) ?? key;
  const isSame = (event: StoryEvent) =>
    ['list', 'question', 'awardYear'].every((name) => event.data[name] === data[name]);
  const before = earlier.findLast(isSame)?.data['answer'] ?? null;
  const year = typeof data['awardYear'] === 'number' ? `（${data['awardYear']} 兑现年度）` : '';
  const label = `${words}${year}`;
  return {
    about: { kind: 'manual-answer', id: manualFact(key), label: words } as const,
    changes: [{ field: manualFact(key), label, before, after: data['answer'] ?? null }],
  };
}

function objected(data: Data, earlier: readonly StoryEvent[], { terms }: Wording) {
  const raised = [...earlier.map((event) => event.data), data].find((each) => 'clause' in each);
  const clause = raised ? (firstText(raised, ['clause']) ?? '') : '';
  const article = terms.clauses.get(clause) ?? clause;
  const outcome = outcomeIn(data);
  const changes =
    outcome === undefined
      ? []
      : [{ field: 'outcome', label: '答复结论', before: null, after: outcome }];
  const about = { kind: 'objection', id: String(data['objectionId']), label: `对${article}的异议` };
  return { about: about as EventInWords['about'], changes };
}

function awarded(event: StoryEvent, earlier: readonly StoryEvent[]) {
  const { data } = event;
  const proposal = [data, ...earlier.map((each) => each.data)].find((each) => 'article' in each);
  const article = typeof proposal?.['article'] === 'string' ? proposal['article'] : '';
  const changes = Object.keys(AWARD_FIELDS).flatMap((field): readonly Change[] => {
    const after = field === 'outcome' ? (outcomeIn(data) ?? null) : (data[field] ?? null);
    if (after === null) return [];
    const before = correctedFrom(field, event, earlier);
    if (before !== null && canonicalJson(before) === canonicalJson(after)) return [];
    return [{ field, label: AWARD_FIELDS[field] ?? field, before, after }];
  });
  const about = { kind: 'award', id: String(data['awardId']), label: `${article}奖补` } as const;
  return { about, changes };
}

interface Correction {
  readonly of: string;
  /** Names which one; left out: there is only one. */
  readonly number?: string;
}

const CORRECTIONS: Readonly<Record<string, Correction>> = {
  'award.paymentCorrected': { of: 'award.paid', number: 'payment' },
  'award.clawbackCorrected': { of: 'award.clawedBack', number: 'clawback' },
  'award.objectionResolutionCorrected': { of: 'award.objectionResolved', number: 'objection' },
  'award.issuanceCorrected': { of: 'award.issued' },
};

/** Of a correction: what stood before, from the event that it corrects or its last correction. */
function correctedFrom(field: string, event: StoryEvent, earlier: readonly StoryEvent[]): unknown {
  const correction = CORRECTIONS[event.type];
  const known = correction && corrected(correction, event, earlier)?.data;
  if (known === undefined) return null;
  return (field === 'outcome' ? outcomeIn(known) : known[field]) ?? null;
}

function corrected(
  { of, number }: Correction,
  { type, data }: StoryEvent,
  earlier: readonly StoryEvent[],
): StoryEvent | undefined {
  const last = earlier.findLast(
    (event) => event.type === type && (number === undefined || event.data[number] === data[number]),
  );
  if (last) return last;
  const recorded = earlier.filter((event) => event.type === of);
  if (number === 'objection') return recorded.find((event) => event.data[number] === data[number]);
  return number === undefined ? recorded[0] : recorded[Number(data[number]) - 1];
}

function outcomeIn({ outcome }: Data): string | undefined {
  const key = outcome as keyof typeof OBJECTION_OUTCOMES | undefined;
  return key === undefined ? undefined : OBJECTION_OUTCOMES[key];
}

function firstText(data: Data, names: readonly string[]): string | null {
  const found = names.map((name) => data[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : null;
}

function recordIn(data: Data, name: string): Readonly<Record<string, unknown>> {
  const value = data[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
