import type { Issues } from '#libs/kernel/read-fields.js';
import type { FactDictionary } from '../facts/dictionary.js';
import { compareNum, isNum, num, parseValue, type Num } from '../facts/values.js';
import type { Figures } from './declaration.js';
import type { DeclaredFigures } from './events.js';
import { labelOf } from './figures.js';

/** A part can never be larger than its whole: refused. */
const PARTS: readonly (readonly [part: string, whole: string])[] = [
  ['staff.science', 'staff'],
  ['income.highTech', 'income.total'],
  ['rd.highTechDomestic', 'rd.highTech'],
  ['netAssets', 'assets'],
];

/** Unusual, but it happens (a young firm spends more on R&D than it earns): told, not refused. */
const USUALLY_LESS: readonly (readonly [less: string, more: string, why: string])[] = [
  ['rd.expense', 'revenue', '请核对单位与口径；初创企业属实的可不改'],
  ['rd.highTech', 'revenue', '请核对单位与口径；初创企业属实的可不改'],
  ['rd.superDeduction', 'revenue', '请核对单位与口径；初创企业属实的可不改'],
  ['rd.superDeduction', 'rd.expense', '加计扣除口径通常不大于会计口径，请核对'],
  ['revenue', 'income.total', '总收入通常不小于营业收入，请核对'],
];

/** More than this of revenue a head (in fen) looks like 万元 written as 元. */
const MOST_PER_HEAD = num(100_000_000n * 100n);

/** A doubt about what was declared. */
export interface FigureFinding {
  readonly code: 'unusual-ratio' | 'unusual-amount' | 'no-staff';
  readonly figures: readonly string[];
  readonly message: string;
}

/** Notes every part that is larger than its whole, by what is declared now and what is known. */
export function refuseImpossible(
  dictionary: FactDictionary,
  declared: DeclaredFigures,
  state: Figures,
  issues: Issues,
): void {
  const valueOf = reader(dictionary, state, declared);
  for (const [part, whole] of PARTS) {
    const named = [part, whole].find((name) => Object.hasOwn(declared, name));
    const [a, b] = [valueOf(part), valueOf(whole)];
    if (named === undefined || !a || !b || compareNum(a, b) <= 0) continue;
    const [partLabel, wholeLabel] = [labelOf(dictionary, part), labelOf(dictionary, whole)];
    issues.add(
      `figures.${named}`,
      'exceeds-whole',
      `${partLabel}不能大于${wholeLabel}（含此前已申报的值），请核对后把两项一并申报`,
    );
  }
}

/** Doubts about the figures of a year as they stand. */
export function findingsOf(
  dictionary: FactDictionary,
  state: Figures<unknown>,
): readonly FigureFinding[] {
  const valueOf = reader(dictionary, state, {});
  return [
    ...USUALLY_LESS.flatMap(([less, more, why]): FigureFinding[] => {
      const [a, b] = [valueOf(less), valueOf(more)];
      if (!a || !b || compareNum(a, b) <= 0) return [];
      const message = `${labelOf(dictionary, less)}大于${labelOf(dictionary, more)}：${why}`;
      return [{ code: 'unusual-ratio', figures: [less, more], message }];
    }),
    ...headFindings(valueOf('revenue'), valueOf('staff')),
  ];
}

function headFindings(revenue: Num | undefined, staff: Num | undefined): FigureFinding[] {
  if (!revenue || !staff) return [];
  const figures = ['revenue', 'staff'];
  if (staff.n === 0n) {
    if (revenue.n === 0n) return [];
    return [{ code: 'no-staff', figures, message: '有营业收入而职工总数为 0，请核对' }];
  }
  if (compareNum({ n: revenue.n, d: staff.n }, MOST_PER_HEAD) <= 0) return [];
  const message = '人均营业收入超过 1 亿元，请核对金额单位是否为元';
  return [{ code: 'unusual-amount', figures, message }];
}

/** The newest value of a figure: declared just now, waiting, or confirmed. */
function reader(
  dictionary: FactDictionary,
  state: Figures<unknown>,
  declared: DeclaredFigures,
): (name: string) => Num | undefined {
  return (name) => {
    const fact = dictionary.facts.get(name);
    const figure = state.get(name);
    const told = Object.hasOwn(declared, name)
      ? declared[name]
      : (figure?.declared ?? figure?.confirmed)?.value;
    const value = fact && told !== undefined ? parseValue(fact, told) : undefined;
    return value !== undefined && isNum(value) ? value : undefined;
  };
}
