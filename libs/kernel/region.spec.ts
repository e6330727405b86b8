import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { date } from './calendar-date.js';
import { PROVINCES, REGION_RECORDS } from './region-data.js';
import { createRegionTable } from './region-table.js';
import {
  ancestorsOf,
  isInForce,
  isRegion,
  isStatisticalOnly,
  isTownship,
  isWithin,
  regionLevel,
  regionLineage,
  regionName,
  regionPrefix,
  townshipName,
  townshipsOf,
} from './region.js';

describe('regions', () => {
  it.each([
    ['410000', '河南省', 'province', '41', []],
    ['411300', '南阳市', 'city', '4113', ['410000']],
    ['411323', '西峡县', 'county', '411323', ['411300', '410000']],
    ['411302', '宛城区', 'county', '411302', ['411300', '410000']],
    ['411381', '邓州市', 'county', '411381', ['411300', '410000']],
    ['411371', '南阳高新技术产业开发区', 'county', '411371', ['411300', '410000']],
    ['419001', '济源市', 'county', '419001', ['410000']],
    ['110000', '北京市', 'province', '11', []],
    ['650000', '新疆维吾尔自治区', 'province', '65', []],
    ['820000', '澳门特别行政区', 'province', '82', []],
    // Not listed: the province says where it is.
    ['440305', '广东省', 'county', '440305', ['440300', '440000']],
    ['420100', '湖北省', 'city', '4201', ['420000']],
    ['110101', '北京市', 'county', '110101', ['110100', '110000']],
  ])('%s is %s', (code, name, level, prefix, ancestors) => {
    expect(isRegion(code)).toBe(true);
    expect(regionName(code)).toBe(name);
    expect(regionLevel(code)).toBe(level);
    expect(regionPrefix(code)).toBe(prefix);
    expect(ancestorsOf(code)).toEqual(ancestors);
  });

  it.each([
    '000000',
    '990000',
    '010000',
    '400000',
    '410023',
    '41132',
    '4113230',
    '41132a',
    '４１１３２３',
    ' 411323',
    '411323\n',
    '',
    '西峡县',
    411323,
    null,
    undefined,
    {},
    ['411323'],
  ])('%p is no region', (code) => {
    expect(isRegion(code)).toBe(false);
  });

  it('never throws, whatever text comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        regionName(a);
        regionPrefix(a);
        ancestorsOf(a);
        regionLineage(a);
        townshipName(a);
        expect(isWithin(a, b)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (input) => {
        isRegion(input);
        isTownship(input);
      }),
    );
  });

  it.each([
    ['411323', '411323', true],
    ['411323', '411300', true],
    ['411323', '410000', true],
    ['411300', '411323', false],
    ['411324', '411323', false],
    ['411323', '410100', false],
    ['411323', '420000', false],
    ['411323101', '411323', true],
    ['411323101', '411300', true],
    ['411323101', '411324', false],
    ['411371', '411300', true],
    ['411323', '', false],
    ['', '410000', false],
    ['41', '410000', false],
  ])('%s within %s: %p', (code, ancestor, expected) => {
    expect(isWithin(code, ancestor)).toBe(expected);
  });

  it('lies within all its ancestors and in no stranger', () => {
    const codes = REGION_RECORDS.map((record) => record.code);
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.constantFrom(...codes), (a, b) => {
        fc.pre(b.length === 6);
        expect(isWithin(a, b)).toBe(a === b || ancestorsOf(a).includes(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('lists every code once, with a name, below a listed province', () => {
    const codes = REGION_RECORDS.map((record) => record.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(PROVINCES).toHaveLength(34);
    for (const { code, name } of REGION_RECORDS) {
      expect(name).toMatch(/^[\u4e00-\u9fff]+$/);
      expect(isRegion(code) || isTownship(code)).toBe(true);
    }
  });

  it('marks the two codes that only statistics knows', () => {
    const flagged = REGION_RECORDS.filter(({ code }) => isStatisticalOnly(code));
    expect(flagged.map(({ code }) => code)).toEqual(['411371', '411372']);
    expect(isStatisticalOnly('999999')).toBe(false);
  });
});

describe('townships', () => {
  it('of Xixia are three streets, fifteen towns and one township', () => {
    const names = townshipsOf('411323').map(({ name }) => name);
    expect(names).toHaveLength(19);
    expect(names.filter((name) => name.endsWith('街道'))).toHaveLength(3);
    expect(names.filter((name) => name.endsWith('镇'))).toHaveLength(15);
    expect(names.filter((name) => name.endsWith('乡'))).toEqual(['寨根乡']);
    expect(townshipsOf('411324')).toEqual([]);
  });

  it.each([
    ['411323001', '白羽街道', true],
    ['411323101', '丹水镇', true],
    ['411323307', '寨根乡', true],
    ['411323200', undefined, false], // Xixia is listed in full
    ['411324101', undefined, true], // Zhenping is not
    ['440305001', undefined, true],
    ['411323000', undefined, false],
    ['411300001', undefined, false],
    ['990101001', undefined, false],
    ['411323', undefined, false],
    ['41132310', undefined, false],
    ['411323101 ', undefined, false],
  ])('%s is called %s and is a township: %p', (code, name, expected) => {
    expect(townshipName(code)).toBe(name);
    expect(isTownship(code)).toBe(expected);
  });

  it('know their county, city and province', () => {
    expect(ancestorsOf('411323101')).toEqual(['411323', '411300', '410000']);
  });
});

describe('a county that became a city, a township that became a town', () => {
  // Invented: Xixia as a county-level city from 2026 on, Zhaigen as a town from mid-2024 on.
  const table = createRegionTable([
    { code: '410000', name: '河南省' },
    { code: '411300', name: '南阳市' },
    { code: '411323', name: '西峡县', validTo: date('2025-12-31'), successor: '411383' },
    { code: '411383', name: '西峡市', validFrom: date('2026-01-01') },
    { code: '411323307', name: '寨根乡', validTo: date('2024-06-30'), successor: '411323116' },
    { code: '411323116', name: '寨根镇', validFrom: date('2024-07-01') },
  ]);

  it('knows which code was in force when', () => {
    expect(table.isInForce('411323', date('2025-12-31'))).toBe(true);
    expect(table.isInForce('411323', date('2026-01-01'))).toBe(false);
    expect(table.isInForce('411383', date('2025-12-31'))).toBe(false);
    expect(table.isInForce('411383', date('2026-01-01'))).toBe(true);
    expect(table.isInForce('411323307', date('2024-06-30'))).toBe(true);
    expect(table.isInForce('411323307', date('2024-07-01'))).toBe(false);
    expect(table.isInForce('411324', date('2024-07-01'))).toBe(true); // not listed
    expect(table.isInForce('nowhere', date('2024-07-01'))).toBe(false);
  });

  it('keeps both codes as one line, whichever is asked', () => {
    expect(table.regionLineage('411323')).toEqual(['411323', '411383']);
    expect(table.regionLineage('411383')).toEqual(['411383', '411323']);
    expect(table.regionLineage('411323116')).toEqual(['411323116', '411323307']);
    expect(table.regionLineage('411324')).toEqual(['411324']);
  });

  it('finds records of the county under the code of the city, and the other way round', () => {
    expect(table.isWithin('411323', '411383')).toBe(true);
    expect(table.isWithin('411383', '411323')).toBe(true);
    expect(table.isWithin('411323101', '411383')).toBe(true);
    expect(table.isWithin('411324', '411383')).toBe(false);
    expect(table.isWithin('411383', '411300')).toBe(true);
  });

  it('still reads the names of codes that have ended', () => {
    expect(table.regionName('411323')).toBe('西峡县');
    expect(table.townshipName('411323307')).toBe('寨根乡');
  });

  it('follows several successors, and a circle by mistake does not hang', () => {
    const chain = createRegionTable([
      { code: '410000', name: '河南省' },
      { code: '411301', name: '甲', successor: '411302' },
      { code: '411302', name: '乙', successor: '411303' },
      { code: '411303', name: '丙', successor: '411301' },
    ]);
    expect(chain.regionLineage('411302').sort()).toEqual(['411301', '411302', '411303']);
  });

  it('is not a fact yet: the real table has no ended code', () => {
    expect(isInForce('411323', date('2026-11-24'))).toBe(true);
    expect(REGION_RECORDS.filter(({ validTo, successor }) => validTo ?? successor)).toEqual([]);
  });
});
