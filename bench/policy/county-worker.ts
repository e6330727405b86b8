import 'reflect-metadata';
import { DayTick } from '#libs/policy/recheck/day-tick.js';
import { PolicyHost } from '#libs/policy/testing/policy-host.js';
import { limitHeapGrowth } from '#libs/runtime/heap-growth.js';

limitHeapGrowth();

/** The day's own run would stand before the one that is measured. */
const noDayTick = { start: () => undefined, stop: () => Promise.resolve() };

// One process that keeps the read models up to date and works on the jobs, as `npm start` does.
const host = await PolicyHost.start({
  url: process.argv[2] ?? '',
  projections: true,
  jobs: true,
  change: (builder) => builder.overrideProvider(DayTick).useValue(noDayTick),
});
process.once('disconnect', () => void host.stop().then(() => process.exit(0)));
process.send?.('ready');
