import { TALLY_PROJECTION } from './tally.projection.js';

/** What a tally is answered from: its own read model and the figures that growth asks for. */
export const TALLY_PROJECTIONS: readonly string[] = [TALLY_PROJECTION, 'figures'];
