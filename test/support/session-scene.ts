import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from './app.js';
import { issuerToken, jwtSettings } from './tokens.js';

/** What making or refreshing a session answers. */
export interface Session {
  client_secret: string;
  expires_at: string;
  user_id: string;
  session_id: string;
}
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body & { message?: string; code?: string; reason?: string; hint?: string };
}

/** The key that the server's key has taken the place of. */
export const previousSecret = 'k9Rz2WmB7cXv4QpT6yLn1JdHs8FgE3aU';

/** What a secret says. */
export const claimsOf = (secret: string) => decodeJwt(secret.slice('cs_'.length));

/** A server with sessions, for all tests of the file that calls this, and what clients and time do with them. */
export function sessionScene() {
  let server: TestApp;
  let sql: DataSource;
  beforeAll(async () => {
    server = await startApp({
      variables: { ...jwtSettings, SESSION_SECRET_PREVIOUS: previousSecret },
      signIn: false,
    });
    sql = server.app.get(DataSource);
  });
  afterAll(() => server.close());

  async function send<Body>(
    method: string,
    path: string,
    {
      bearer,
      body,
      headers = {},
    }: { bearer?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : {}) as Answer<Body>['body'],
    };
  }

  const create = async (userId: string, body?: unknown): Promise<Session> => {
    const answer = await send<Session>('POST', '/api/chatkit/session', {
      bearer: await issuerToken(userId),
      body,
    });
    expect([answer.status, answer.body.message]).toEqual([201, undefined]);
    return answer.body;
  };
  const refresh = (secret: string) =>
    send<Session>('POST', '/api/chatkit/refresh', { body: { client_secret: secret } });
  const list = (bearer: string, path = '/chatkit') =>
    send<{ data: unknown[] }>('POST', path, { bearer, body: { type: 'threads.list', params: {} } });
  /** Makes a session as old as if it had been refreshed, or made, a while ago. */
  const change = (set: string, { session_id }: Session) =>
    sql.query(`UPDATE chat_sessions SET ${set} WHERE id = $1`, [session_id]);

  return {
    /** There from the first test on. */
    get server() {
      return server;
    },
    get sql() {
      return sql;
    },
    send,
    create,
    refresh,
    list,
    change,
  };
}
