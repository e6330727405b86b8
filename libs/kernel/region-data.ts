import type { RegionRecord } from './region-table.js';

/**
 * Provinces by GB/T 2260. Of the levels below only what a bureau in Henan meets daily is listed:
 * Henan's prefectures and Nanyang's counties. A contract's other party may sit anywhere in China,
 * so a code that is not listed is still a code (see `isRegion`).
 */
export const PROVINCES: readonly (readonly [code: string, name: string])[] = [
  ['110000', '北京市'],
  ['120000', '天津市'],
  ['130000', '河北省'],
  ['140000', '山西省'],
  ['150000', '内蒙古自治区'],
  ['210000', '辽宁省'],
  ['220000', '吉林省'],
  ['230000', '黑龙江省'],
  ['310000', '上海市'],
  ['320000', '江苏省'],
  ['330000', '浙江省'],
  ['340000', '安徽省'],
  ['350000', '福建省'],
  ['360000', '江西省'],
  ['370000', '山东省'],
  ['410000', '河南省'],
  ['420000', '湖北省'],
  ['430000', '湖南省'],
  ['440000', '广东省'],
  ['450000', '广西壮族自治区'],
  ['460000', '海南省'],
  ['500000', '重庆市'],
  ['510000', '四川省'],
  ['520000', '贵州省'],
  ['530000', '云南省'],
  ['540000', '西藏自治区'],
  ['610000', '陕西省'],
  ['620000', '甘肃省'],
  ['630000', '青海省'],
  ['640000', '宁夏回族自治区'],
  ['650000', '新疆维吾尔自治区'],
  ['710000', '台湾省'],
  ['810000', '香港特别行政区'],
  ['820000', '澳门特别行政区'],
];

const HENAN_CITIES: readonly (readonly [code: string, name: string])[] = [
  ['410100', '郑州市'],
  ['410200', '开封市'],
  ['410300', '洛阳市'],
  ['410400', '平顶山市'],
  ['410500', '安阳市'],
  ['410600', '鹤壁市'],
  ['410700', '新乡市'],
  ['410800', '焦作市'],
  ['410900', '濮阳市'],
  ['411000', '许昌市'],
  ['411100', '漯河市'],
  ['411200', '三门峡市'],
  ['411300', '南阳市'],
  ['411400', '商丘市'],
  ['411500', '信阳市'],
  ['411600', '周口市'],
  ['411700', '驻马店市'],
  // A county-level city right under the province: 419000 is a heading of the standard, no city.
  ['419001', '济源市'],
];

const NANYANG_COUNTIES: readonly (readonly [code: string, name: string])[] = [
  ['411302', '宛城区'],
  ['411303', '卧龙区'],
  ['411321', '南召县'],
  ['411322', '方城县'],
  ['411323', '西峡县'],
  ['411324', '镇平县'],
  ['411325', '内乡县'],
  ['411326', '淅川县'],
  ['411327', '社旗县'],
  ['411328', '唐河县'],
  ['411329', '新野县'],
  ['411330', '桐柏县'],
  ['411381', '邓州市'],
];

/** Reported on by statistics bureaus, absent from GB/T 2260: no one is registered there. */
const STATISTICAL_ONLY: readonly (readonly [code: string, name: string])[] = [
  ['411371', '南阳高新技术产业开发区'],
  ['411372', '南阳市城乡一体化示范区'],
];

/** The three streets, fifteen towns and one township of Xixia (统计用区划代码, 2022). */
const XIXIA_TOWNSHIPS: readonly (readonly [code: string, name: string])[] = [
  ['411323001', '白羽街道'],
  ['411323002', '紫金街道'],
  ['411323003', '莲花街道'],
  ['411323101', '丹水镇'],
  ['411323102', '西坪镇'],
  ['411323103', '双龙镇'],
  ['411323104', '回车镇'],
  ['411323105', '丁河镇'],
  ['411323106', '桑坪镇'],
  ['411323107', '米坪镇'],
  ['411323108', '五里桥镇'],
  ['411323109', '重阳镇'],
  ['411323110', '太平镇'],
  ['411323111', '阳城镇'],
  ['411323112', '二郎坪镇'],
  ['411323113', '石界河镇'],
  ['411323114', '军马河镇'],
  ['411323115', '田关镇'],
  ['411323307', '寨根乡'],
];

/**
 * The division table of the registry. When a county becomes a city or a township a town, its row
 * gets `validTo` (its last day) and `successor`, and the new code a row with `validFrom`; nothing
 * else changes.
 */
export const REGION_RECORDS: readonly RegionRecord[] = [
  ...[...PROVINCES, ...HENAN_CITIES, ...NANYANG_COUNTIES, ...XIXIA_TOWNSHIPS].map(
    ([code, name]) => ({ code, name }),
  ),
  ...STATISTICAL_ONLY.map(([code, name]) => ({ code, name, statisticalOnly: true })),
];
