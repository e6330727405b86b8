import { apiClient } from '../../test/support/api-client.js';

export const DEMO_PASSWORD = 'bench-demo-2023';

/** Signs a demo account in. */
export async function tokenOf(url: string, username: string): Promise<string> {
  const credentials = { username, password: DEMO_PASSWORD };
  const answer = await apiClient(url).post<{ accessToken: string }>(
    '/api/v1/auth/login',
    credentials,
  );
  if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.text}`);
  return answer.body.accessToken;
}
