import { addDays, date } from '#libs/kernel/calendar-date.js';
import { XIXIA } from '../basis/enterprises.js';
import { paper } from '../basis/papers.js';
import type { DatedStep } from '../step.js';

const NANYANG = '411300';

/** `[period, value in 万元, published on, status]`; statuses as in the statistics contract. */
type Vintage = readonly [string, number, string, 'preliminary' | 'final' | 'revised'];

interface Series {
  readonly series: string;
  readonly regionCode: string;
  readonly caliber?: string;
  readonly title: string;
  readonly vintages: readonly Vintage[];
}

/**
 * Invented figures of a believable size: the year's R&D is known in the autumn after it, final
 * accounts in summer, and the GDP of a year is revised more than once, which moves intensities
 * that were published long before.
 */
const SERIES: readonly Series[] = [
  {
    series: 'rd-expenditure',
    regionCode: XIXIA,
    title: '全县研发经费投入统计公报',
    vintages: [
      ['2018', 30_860, '2019-10-24', 'final'],
      ['2019', 36_120, '2020-10-29', 'final'],
      ['2020', 43_090, '2021-10-28', 'final'],
      ['2021', 51_380, '2022-10-27', 'final'],
      ['2022', 62_270, '2023-10-19', 'final'],
    ],
  },
  {
    series: 'rd-expenditure',
    regionCode: NANYANG,
    title: '全市研发经费投入统计公报',
    vintages: [
      ['2019', 431_700, '2020-10-15', 'final'],
      ['2020', 487_400, '2021-10-14', 'final'],
      ['2021', 562_900, '2022-10-13', 'final'],
      ['2022', 656_300, '2023-09-27', 'final'],
    ],
  },
  {
    series: 'fiscal-sci-tech-expenditure',
    regionCode: XIXIA,
    caliber: 'whole-county',
    title: '财政收支月报（206科学技术支出，全县）',
    vintages: [
      ['2019', 8_870, '2020-09-10', 'final'],
      ['2020', 9_610, '2021-01-20', 'preliminary'],
      ['2020', 9_584, '2021-08-26', 'final'],
      ['2021', 11_390, '2022-01-19', 'preliminary'],
      ['2021', 11_352, '2022-08-25', 'final'],
      ['2022-03/ytd', 2_140, '2022-04-15', 'preliminary'],
      ['2022-06/ytd', 5_480, '2022-07-15', 'preliminary'],
      ['2022-09/ytd', 9_030, '2022-10-17', 'preliminary'],
      ['2022-10/ytd', 10_120, '2022-11-15', 'preliminary'],
      ['2022', 13_760, '2023-01-18', 'preliminary'],
      ['2023-03/ytd', 2_610, '2023-04-14', 'preliminary'],
      ['2023-06/ytd', 6_730, '2023-07-14', 'preliminary'],
      ['2022', 13_718, '2023-08-24', 'final'],
      ['2023-09/ytd', 11_020, '2023-10-16', 'preliminary'],
      ['2023-10/ytd', 12_290, '2023-11-14', 'preliminary'],
      ['2023', 16_680, '2024-01-18', 'preliminary'],
      ['2024-03/ytd', 2_950, '2024-04-16', 'preliminary'],
    ],
  },
  {
    series: 'fiscal-sci-tech-expenditure',
    regionCode: XIXIA,
    caliber: 'county-level',
    title: '财政收支月报（206科学技术支出，县本级）',
    vintages: [
      ['2021', 10_210, '2022-08-25', 'final'],
      ['2022', 12_060, '2023-08-24', 'final'],
      ['2023', 14_420, '2024-01-18', 'preliminary'],
    ],
  },
  {
    series: 'fiscal-sci-tech-expenditure',
    regionCode: NANYANG,
    caliber: 'whole-county',
    title: '全市财政收支月报（206科学技术支出）',
    vintages: [
      ['2020', 118_600, '2021-09-09', 'final'],
      ['2021', 141_300, '2022-09-08', 'final'],
      ['2022', 172_900, '2023-09-07', 'final'],
      ['2022-10/ytd', 121_400, '2022-11-16', 'preliminary'],
      ['2023-10/ytd', 147_800, '2023-11-15', 'preliminary'],
      ['2023', 211_500, '2024-01-23', 'preliminary'],
    ],
  },
  {
    series: 'gdp',
    regionCode: XIXIA,
    title: '国民经济和社会发展统计公报',
    vintages: [
      ['2019', 2_648_300, '2020-03-26', 'preliminary'],
      ['2020', 2_689_400, '2021-03-25', 'preliminary'],
      ['2020', 2_671_900, '2021-12-16', 'final'],
      ['2021', 2_869_100, '2022-03-24', 'preliminary'],
      ['2021', 2_886_400, '2022-12-15', 'final'],
      ['2022', 3_023_000, '2023-03-28', 'preliminary'],
      ['2022', 2_991_600, '2023-12-14', 'final'],
      ['2021', 2_858_200, '2024-03-27', 'revised'],
      ['2022', 2_949_700, '2024-03-27', 'revised'],
      ['2023', 3_082_500, '2024-03-27', 'preliminary'],
    ],
  },
  {
    series: 'gdp',
    regionCode: NANYANG,
    title: '全市国民经济和社会发展统计公报',
    vintages: [
      ['2020', 39_256_000, '2021-03-30', 'preliminary'],
      ['2021', 43_422_000, '2022-03-29', 'preliminary'],
      ['2022', 45_554_000, '2023-03-30', 'preliminary'],
      ['2022', 44_921_000, '2024-03-28', 'revised'],
      ['2023', 45_722_000, '2024-03-28', 'preliminary'],
    ],
  },
  {
    series: 'general-public-budget-expenditure',
    regionCode: XIXIA,
    title: '一般公共预算收支执行情况',
    vintages: [
      ['2020', 442_600, '2021-08-26', 'final'],
      ['2021', 458_100, '2022-08-25', 'final'],
      ['2022', 487_900, '2023-08-24', 'final'],
      ['2022-06/ytd', 238_300, '2022-07-15', 'preliminary'],
      ['2022-10/ytd', 391_500, '2022-11-15', 'preliminary'],
      ['2023-06/ytd', 246_100, '2023-07-14', 'preliminary'],
      ['2023-10/ytd', 402_700, '2023-11-14', 'preliminary'],
      ['2023', 503_800, '2024-01-18', 'preliminary'],
    ],
  },
  {
    series: 'general-public-budget-expenditure',
    regionCode: NANYANG,
    title: '全市一般公共预算收支执行情况',
    vintages: [
      ['2021', 7_218_000, '2022-09-08', 'final'],
      ['2022', 7_524_000, '2023-09-07', 'final'],
      ['2023', 7_731_000, '2024-01-23', 'preliminary'],
    ],
  },
];

/** Figures are entered a few days after they are out; what was old in 2020 came with the first load. */
export function figureSteps(): DatedStep[] {
  return SERIES.flatMap(({ vintages, ...series }) =>
    vintages.map((vintage) => figureStep(series, vintage)),
  );
}

function figureStep(
  { series, regionCode, caliber, title }: Omit<Series, 'vintages'>,
  [period, tenThousands, publishedOn, status]: Vintage,
): DatedStep {
  const recordedOn = addDays(date(publishedOn), 3);
  return {
    on: recordedOn < '2020-02-24' ? date('2020-02-24') : recordedOn,
    command: {
      type: 'publish-figure',
      body: {
        series,
        regionCode,
        period,
        value: String(tenThousands),
        unit: 'wan-yuan',
        ...(caliber ? { caliber } : {}),
        status,
        publishedOn,
        source: paper(`${period.slice(0, 4)}年${title}`, publishedOn),
      },
    },
  };
}
