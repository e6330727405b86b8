import { DataSource } from 'typeorm';
import { entities } from '#apps/shared/schema.js';
import { seedDemoAccounts } from '#libs/accounts/index.js';
import { apiClient } from '../../test/support/api-client.js';

const PASSWORD = 'bench-demo-2023';
const ENTERPRISE = '91411323MAXX00015T';

/** Makes an account for each role in the database of a registry that has migrated it. */
export async function makeAccounts(databaseUrl: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: [...entities],
  });
  await dataSource.initialize();
  try {
    await seedDemoAccounts(dataSource, { password: PASSWORD, creditCode: ENTERPRISE });
  } finally {
    await dataSource.destroy();
  }
}

/** Signs an account in. */
export async function tokenOf(url: string, username: string): Promise<string> {
  const answer = await apiClient(url).post<{ accessToken: string }>('/api/v1/auth/login', {
    username,
    password: PASSWORD,
  });
  if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.text}`);
  return answer.body.accessToken;
}
