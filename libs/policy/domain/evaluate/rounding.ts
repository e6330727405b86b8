import type { Limits, Rounding } from '../list/benefit-model.js';
import { ceilNum, compareNum, floorNum, multiplyNum, num, type Num } from '../facts/values.js';

/** To the fen, half up, where a list does not say otherwise. */
const TO_THE_FEN: Rounding = { to: num(1), mode: 'half-up' };

/** Rounds once, at the end: an amount of fen from an exact fraction. */
export function roundAmount(exact: Num, rounding: Rounding = TO_THE_FEN): bigint {
  const units = { n: exact.n * rounding.to.d, d: exact.d * rounding.to.n };
  return roundUnits(units, rounding.mode) * floorNum(rounding.to);
}

function roundUnits(units: Num, mode: Rounding['mode']): bigint {
  switch (mode) {
    case 'down':
      return floorNum(units);
    case 'up':
      return ceilNum(units);
    case 'half-up':
      return floorNum({ n: 2n * units.n + units.d, d: 2n * units.d });
  }
}

/** Rounded, then not below the floor, then not above the cap. */
export function limit(exact: Num, limits: Limits): bigint {
  const rounded = num(roundAmount(exact, limits.round));
  const raised = limits.floor && compareNum(rounded, limits.floor) < 0 ? limits.floor : rounded;
  const capped = limits.cap && compareNum(raised, limits.cap) > 0 ? limits.cap : raised;
  return floorNum(capped);
}

export function percentOf(base: Num, rate: Num): Num {
  return multiplyNum(base, rate);
}
