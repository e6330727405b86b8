import 'reflect-metadata';
import { Lab } from '../harness/lab.js';
import { PolicyHost, context, eventually } from '#libs/policy/testing/policy-host.js';
import { RequestEligibilityRun } from '#libs/policy/commands.js';
import { EligibilityRunOf } from '#libs/policy/queries.js';
import { PG_POOL } from '#libs/runtime/database/pools.js';
import { loadCounty } from './county.js';
const N = Number(process.argv[2] ?? 5000);
const lab = await Lab.open(undefined);
const url = await lab.database('policy');
const api = await PolicyHost.start({ url });
console.log('loaded', await loadCounty(api.module.get(PG_POOL), N), 'events');
try { await api.publish(); } catch (e) { console.log("ERR", e); }
const t0 = Date.now();
const host = await PolicyHost.start({ url, projections: true, jobs: process.argv[3] !== 'split' });
const safe = (await host.store.horizon()).safe;
const { ReadModels } = await import('#libs/event-store/projections/read-models.js');
const rm = host.module.get(ReadModels);
for (let k=0;k<8;k++) { try { await rm.waitFor(["enterprises","recognitions","policy","eligibility"], safe); break; } catch (e) { console.log(String(e), (await host.module.get(PG_POOL).query("select name, error from projection.runner")).rows, (await host.module.get(PG_POOL).query("select name, position from projection.generation")).rows, safe); } }
console.log('projected in', Date.now()-t0);
const rss = () => Math.round(process.memoryUsage().rss/1e6);
for (const round of ['first', 'again']) {
  const start = Date.now(); let max = 0;
  const { id } = await api.commands.execute(new RequestEligibilityRun(context({}), { asOf: '2023-12-31' }));
  const timer = setInterval(() => { max = Math.max(max, rss()); }, 200);
  const run = await eventually(() => api.queries.execute(new EligibilityRunOf(id, {})), (r) => r.status === 'completed' || r.status === 'failed', 3_600_000);
  clearInterval(timer);
  const s = (Date.now()-start)/1000;
  console.log(round, run.status, run.done, 'changed', run.changed, 'in', s, 's', Math.round(N/s), '/s', 'rate', run.rate, 'max rss MB', max);
  const t = Date.now();
  const safe2 = (await host.store.horizon()).safe;
  for (;;) { try { await rm.waitFor(['eligibility'], safe2); break; } catch {} }
  console.log('projection behind by', Date.now()-t, 'ms');
}
const { rows } = await host.module.get(PG_POOL).query("select pg_size_pretty(pg_database_size(current_database())) s, (select avg(length(data::text)) from es.event where type='eligibility.changed') l");
console.log(rows[0]);
await host.stop(); await api.stop(); await lab.close();
