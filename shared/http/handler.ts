import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import * as z from 'zod';
import { type Locale, localeOf } from '../i18n/text.ts';
import { actorOf, hasRole, type Principal } from '../identity/principal.ts';
import type { Role } from '../identity/roles.ts';
import { readClaims, type TokenRules } from '../identity/token.ts';
import { ConcurrentChange, KeyTaken } from '../journal/errors.ts';
import { retrying } from '../journal/retrying.ts';
import { log } from '../log/log.ts';
import { KeyUnavailable } from '../personal/key-unavailable.ts';
import { fieldPath } from './field-path.ts';
import { Once } from './idempotency.ts';
import { HouseLimits, type Limits } from './limits.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { problemDocument, renderAnswer } from './render.ts';
import { route } from './route.ts';

export interface HttpPorts {
  readonly doc: DynamoDBDocumentClient;
  /** The service's own table, where the once-records live. */
  readonly table: string;
  readonly token: TokenRules;
  /** Who the token's subject is now; `undefined` for a stranger. */
  principalOf(sub: string, tokenRoles: readonly Role[]): Promise<Principal | undefined>;
  /** The house's own unless told. */
  readonly limits?: Limits;
}

type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

const MAX_BODY_BYTES = 64 * 1024;
const keySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/);

const nobody: Principal = { sub: '', roles: [], staffId: null, personId: null, premisesIds: [], communityIds: [] };

/** The Lambda handler of a service's operations: sign-in, role, shape, once, answer. Catches everything. */
export function httpHandler(operations: readonly Operation[], ports: HttpPorts) {
  const limits = ports.limits ?? new HouseLimits(ports);
  return middy(async (event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const now = new Date().toISOString();
    const correlationId = randomUUID();
    const locale = localeOf(event.headers['accept-language']);
    const { method } = event.requestContext.http;
    // Anything may stand there as a method.
    let line = { method: /^[A-Z]{3,7}$/.test(method) ? method : 'other', route: '', status: 0, correlationId };
    try {
      const { operation, params } = route(operations, method, event.rawPath);
      line = { ...line, route: operation.path };
      const answer = await serve(operation, params, event, { ...ports, limits }, { now, locale, correlationId });
      line = { ...line, status: answer.status };
      return renderAnswer(answer, correlationId);
    } catch (error) {
      const problem = toProblem(error);
      line = { ...line, status: problem.status };
      if (problem.status >= 500) log.error('request failed', error, line);
      return problemDocument(problem, locale, correlationId);
    } finally {
      log.info('request served', line);
    }
  });
}

const keyless = {
  zh: '个人信息暂时不能读取和保存，其他操作不受影响',
  en: 'Personal data can be neither read nor kept just now; everything else works',
};

/** One table from what can be thrown to what is answered; nothing of an unknown error leaves the house. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConcurrentChange || error instanceof KeyTaken)
    return new Problem('not-ready', { headers: { 'Retry-After': '1' }, cause: error });
  if (error instanceof KeyUnavailable)
    return new Problem('not-ready', { detail: keyless, headers: { 'Retry-After': '60' }, cause: error });
  return new Problem('internal', { cause: error });
}

async function serve(
  operation: Operation,
  rawParams: Record<string, string>,
  event: HttpEvent,
  ports: HttpPorts & { readonly limits: Limits },
  entry: { now: string; locale: Locale; correlationId: string },
): Promise<Answer> {
  const principal = operation.roles === 'signed-link' ? nobody : await signedIn(event, ports, entry.now);
  if (operation.roles !== 'signed-link' && !hasRole(principal, ...operation.roles)) throw new Problem('not-allowed');

  const params = operation.params && parsePart(operation.params, rawParams, 'not-found');
  const query = operation.query && parsePart(operation.query, event.queryStringParameters ?? {}, 'invalid');
  const raw = operation.method === 'GET' ? '' : rawBody(event);
  const body = operation.body && parsePart(operation.body, parseJson(raw), 'invalid');
  const call: Omit<Call<unknown, unknown, unknown>, 'remember'> = {
    principal,
    params,
    query,
    body,
    now: entry.now,
    locale: entry.locale,
    cause: {
      at: entry.now,
      actor: actorOf(principal),
      correlationId: entry.correlationId,
      causationId: event.requestContext.requestId,
    },
    ifMatch: operation.method === 'PUT' ? ifMatch(event) : 0,
  };
  // Links of messages are open to everybody: the gateway's throttle is their limit.
  const admit = async (): Promise<void> => {
    if (operation.roles !== 'signed-link') await ports.limits.admit({ operation, principal, body, now: entry.now });
  };
  if (operation.method !== 'POST') {
    await admit();
    return await retrying(async () => operation.handle({ ...call, remember: onlyPosts }));
  }

  const once = new Once(ports.table, {
    sub: principal.sub,
    method: operation.method,
    path: event.rawPath,
    key: idempotencyKey(event),
    body: raw,
    now: entry.now,
  });
  let admitted = false;
  return await retrying(async () => {
    const stored = await once.stored(ports.doc);
    // What has been done is not counted again.
    if (stored) return stored;
    try {
      if (!admitted) await admit();
      admitted = true;
      return await operation.handle({ ...call, remember: (answer) => once.record(answer) });
    } catch (error) {
      // The same call won elsewhere a moment ago: its answer is stored now.
      if (error instanceof KeyTaken) throw new ConcurrentChange('same key', { cause: error });
      // It may also have won before we read the state, which then seems to forbid what it did.
      const won = error instanceof Problem ? await once.stored(ports.doc) : undefined;
      if (won) return won;
      throw error;
    }
  });
}

const onlyPosts = (): never => {
  throw new Error('only a POST is remembered');
};

async function signedIn(event: HttpEvent, { token, principalOf }: HttpPorts, now: string): Promise<Principal> {
  const claims = 'authorizer' in event.requestContext ? event.requestContext.authorizer?.jwt?.claims : undefined;
  const good = readClaims(claims, token, Date.parse(now));
  if (!good) throw new Problem('not-signed-in');
  const principal = await principalOf(good.sub, good.roles);
  if (!principal) throw new Problem('not-allowed');
  return principal;
}

function parsePart<S extends z.ZodType>(schema: S, input: unknown, code: 'invalid' | 'not-found'): z.output<S> {
  const parsed = readBy(schema, input, code);
  if (parsed.success) return parsed.data;
  if (code === 'not-found') throw new Problem('not-found');
  throw new Problem('invalid', {
    errors: parsed.error.issues.slice(0, 20).map(({ path, code: kind, message }) => ({
      path: fieldPath(schema, path),
      // An unknown field's name is the caller's own text and is not echoed.
      reason: kind === 'unrecognized_keys' ? 'unknown field' : message,
    })),
  });
}

/** A check of a length stumbles over `{"length":{"toString":0}}`, which JSON can say in place of a list. */
function readBy<S extends z.ZodType>(schema: S, input: unknown, code: 'invalid' | 'not-found') {
  try {
    return schema.safeParse(input);
  } catch (cause) {
    if (cause instanceof TypeError) throw new Problem(code, { cause });
    throw cause;
  }
}

function rawBody(event: HttpEvent): string {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw new Problem('too-large');
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (body !== '' && type !== 'application/json') throw new Problem('not-json');
  return body;
}

function parseJson(raw: string): unknown {
  if (raw === '') return {};
  try {
    return JSON.parse(raw);
  } catch (cause) {
    throw new Problem('bad-request', { cause });
  }
}

function idempotencyKey(event: HttpEvent): string {
  const key = event.headers['idempotency-key'];
  if (!key) throw new Problem('idempotency-key-missing');
  const parsed = keySchema.safeParse(key);
  if (!parsed.success)
    throw new Problem('bad-request', {
      detail: {
        zh: 'Idempotency-Key 须为 1–255 个可见 ASCII 字符',
        en: 'Idempotency-Key: 1–255 visible ASCII characters',
      },
    });
  return parsed.data;
}

function ifMatch(event: HttpEvent): number {
  const header = event.headers['if-match'];
  if (!header) throw new Problem('version-required');
  const version = /^"?(\d{1,9})"?$/.exec(header)?.[1];
  if (version === undefined)
    throw new Problem('bad-request', {
      detail: { zh: 'If-Match 须为版本号', en: 'If-Match must be a version number' },
    });
  return Number(version);
}
