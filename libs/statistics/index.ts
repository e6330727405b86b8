export { figuresProjection } from './figures.projection.js';
export { StatisticsModule } from './statistics.module.js';
