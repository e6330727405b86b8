import { connectionOf } from '#libs/runtime/queue/queue-backend.js';
import { describeJobs } from '../testing/jobs-suite.js';

describeJobs('jobs on PostgreSQL', () => ({
  connection: (url) => connectionOf({ backend: 'postgres', url }),
}));
