/** 级别, from the highest to the lowest. */
export const LEVELS = {
  national: '国家级',
  provincial: '省级',
  municipal: '市级',
  county: '县级',
} as const;
