import { formatPosition } from '#libs/event-store/position-token.js';
import type { FigureAnswer, FigureVintage } from './queries.js';

/** A vintage as the API shows it. */
export function figureAnswer(vintage: FigureVintage, ledgerId: string): FigureAnswer {
  const { position, ...shown } = vintage;
  return { ...shown, unit: 'yuan', position: formatPosition(ledgerId, position) };
}
