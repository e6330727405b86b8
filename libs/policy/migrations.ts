import type { MigrationClass } from '#libs/runtime/database/migrations.js';
import { CreateFollower1764100000000 } from './recheck/migrations/1764100000000-create-follower.js';

/** What this slice keeps besides events and read models. */
export const policyMigrations: readonly MigrationClass[] = [CreateFollower1764100000000];
