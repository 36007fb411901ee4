import { randomUUID } from 'node:crypto';
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { LocalConnection } from './connection.ts';

/** An answer of the API, with its body parsed when it is JSON. */
export interface HttpAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a caller reads from an answer is checked by what it does with it
  readonly body: any;
  readonly headers: Headers;
}

/** Somebody who is signed in and uses the API over HTTP as any client would. */
export interface Caller {
  readonly username: string;
  readonly token: string;
  get(path: string): Promise<HttpAnswer>;
  /** @param key the Idempotency-Key; a new one if absent */
  post(path: string, body?: object, key?: string): Promise<HttpAnswer>;
  /** @param version what the edit is based on; 0 for something new */
  put(path: string, version: number, body: object): Promise<HttpAnswer>;
}

export interface SignInTo {
  readonly url: string;
  readonly clientId: string;
  readonly connection: LocalConnection;
}

/** Signs in at the user pool and gives a caller with that person's token. */
export async function signIn(to: SignInTo, username: string, password: string): Promise<Caller> {
  const cognito = new CognitoIdentityProviderClient(to.connection);
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: to.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  if (!token) throw new Error(`${username} could not sign in`);
  return callerWith(to.url, username, token);
}

/** A caller with a token of any origin: tests use forged ones too. */
export function callerWith(url: string, username: string, token: string): Caller {
  const authorization = `Bearer ${token}`;
  return {
    username,
    token,
    get: (path) => call(url + path, { headers: { authorization } }),
    post: (path, body, key = randomUUID()) =>
      call(url + path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body ?? {}),
      }),
    put: (path, version, body) =>
      call(url + path, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json', 'if-match': `"${version}"` },
        body: JSON.stringify(body),
      }),
  };
}

async function call(url: string, init: RequestInit): Promise<HttpAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
}

/** @throws Error with the problem document when the answer is not the one expected */
export function expectStatus(answer: HttpAnswer, status: number): HttpAnswer {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
