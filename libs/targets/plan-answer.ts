import { regionName } from '#libs/kernel/region.js';
import type { SourceDocument } from '#libs/kernel/source.js';
import { defaultRule, describeRule } from './domain/counting-rule.js';
import type { TargetItem } from './domain/events.js';
import { INDICATORS, type Indicator } from './domain/indicators.js';
import type { PlannedIndicator, TargetPlanAnswer } from './queries.js';

/** A plan as the API shows it: its own items, and all eight indicators with the rule that applies. */
export function planAnswer(
  plan: {
    readonly regionCode: string;
    readonly year: number;
    readonly items: readonly TargetItem[];
    readonly source: SourceDocument | null;
  },
  known: Pick<TargetPlanAnswer, 'knownAt' | 'position' | 'revision'>,
): TargetPlanAnswer {
  const { regionCode, year, items, source } = plan;
  return {
    region: regionCode,
    regionName: regionName(regionCode) ?? null,
    year,
    ...known,
    source,
    items,
    indicators: INDICATORS.map((indicator) =>
      plannedIndicator(
        indicator,
        items.find((item) => item.indicator === indicator.code),
      ),
    ),
  };
}

function plannedIndicator(indicator: Indicator, item: TargetItem | undefined): PlannedIndicator {
  const rule = item?.countingRule ?? defaultRule(indicator.code);
  return {
    code: indicator.code,
    name: indicator.name,
    unit: indicator.unit,
    target: item ? { op: item.op, value: item.value, commitment: item.commitment } : null,
    countingRule: rule,
    countingRuleText: describeRule(rule),
    plannedCurve: item?.plannedCurve ?? null,
    note: item?.note ?? null,
  };
}
