import 'reflect-metadata';
import { PolicyHost } from '#libs/policy/testing/policy-host.js';

// One process that keeps the read models up to date and works on the jobs, as `npm start` does.
const host = await PolicyHost.start({ url: process.argv[2] ?? '', projections: true, jobs: true });
process.once('disconnect', () => void host.stop().then(() => process.exit(0)));
process.send?.('ready');
