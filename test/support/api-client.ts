/** A JSON answer of the registry; `body` is undefined when there was none. */
export interface Answer<Body = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** What tests look into without declaring every answer's type. */
export type Json = Readonly<Record<string, unknown>>;

export interface ApiClient {
  get<B = Json>(path: string, headers?: Record<string, string>): Promise<Answer<B>>;
  post<B = Json>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<B>>;
  put<B = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<B>>;
  patch<B = Json>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<B>>;
  send<B = Json>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<Answer<B>>;
}

/** Talks to a running registry as one account would, over real HTTP. */
export function apiClient(baseUrl: string, token?: string): ApiClient {
  async function send<B>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<B>> {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : undefined) as B,
      text,
    };
  }
  const withJson =
    (method: string) =>
    <B = Json>(path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send<B>(method, path, body === undefined ? undefined : JSON.stringify(body), {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      });
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: withJson('POST'),
    put: withJson('PUT'),
    patch: withJson('PATCH'),
    send,
  };
}

/** Signs in and gives a client for that account. */
export async function signIn(
  baseUrl: string,
  username: string,
  password: string,
): Promise<ApiClient> {
  const answer = await apiClient(baseUrl).post<{ accessToken: string }>('/api/v1/auth/login', {
    username,
    password,
  });
  if (answer.status !== 200) {
    throw new Error(`${username} could not sign in: ${answer.status} ${answer.text}`);
  }
  return apiClient(baseUrl, answer.body.accessToken);
}
