import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { isErrno } from './state-folder.ts';

/** One call on its way to the emulator, as a test that injects faults sees it. */
export interface Call {
  readonly method: string;
  /** Path and query exactly as they were sent. */
  readonly path: string;
  /** The AWS service that the call was signed for, e.g. `dynamodb`, `events`. */
  readonly service: string | undefined;
  /** The operation of JSON services, e.g. `AWSEvents.PutEvents`. */
  readonly target: string | undefined;
  readonly body: string;
}

/** What happens to a call: `drop` = it never arrives; `lose-answer` = it is done, but the caller never hears of it. */
export type Fate =
  | 'pass'
  | 'drop'
  | 'lose-answer'
  | 'repeat'
  | { readonly delayMs: number }
  | { readonly respond: { readonly status: number; readonly headers?: Record<string, string>; readonly body: string } };

export type Intercept = (call: Call) => Fate | Promise<Fate>;

export interface GatewayOptions {
  /** Port on which we listen, on loopback only; 0 = any free one. */
  readonly port: number;
  readonly intercept?: Intercept | undefined;
}

/** The one address of the local cloud: `/v1/…` is the product's API, everything else the emulated AWS. */
export interface Gateway {
  readonly port: number;
  /** Sends calls to the emulator on this port of 127.0.0.1. Before that they get 503. */
  connect(emulatorPort: number): void;
  /** Opens the front door: `/v1/…` goes to this HTTP API. */
  serve(apiId: string): void;
  close(): Promise<void>;
}

/** Headers that concern one connection only (RFC 9110, 7.6.1) and `expect`, which our own server has answered. */
const perConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect'];

/**
 * Passes calls on to the emulator as they are, with two differences: it tells the emulator that they came over TLS
 * (the policies of buckets, queues and topics demand it), and it gives the API a short address.
 */
export async function openGateway({ port, intercept }: GatewayOptions): Promise<Gateway> {
  // Shorter than the emulator's own limit of 75 s, so that we never send on a connection that it is closing.
  const agent = new Agent({ keepAlive: true, timeout: 60_000 });
  let emulatorPort: number | undefined;
  let apiId: string | undefined;

  const handle = async (incoming: IncomingMessage, answer: ServerResponse) => {
    const path = incoming.url ?? '/';
    const isApi = path.startsWith('/v1/');
    if (emulatorPort === undefined || (isApi && apiId === undefined)) {
      answer.writeHead(503, { 'content-type': 'application/json', 'retry-after': '2' });
      answer.end('{"message":"The local cloud is still starting"}');
      return;
    }
    const upstream: Upstream = {
      agent,
      port: emulatorPort,
      path: isApi ? `/_aws/execute-api/${apiId}/$default${path}` : path,
    };
    if (intercept) await handleWithFaults(incoming, answer, upstream, intercept);
    else incoming.pipe(forward(incoming, answer, upstream));
  };

  const servers = await listenOnLoopback(port, (incoming, answer) => {
    handle(incoming, answer).catch(() => incoming.socket.destroy());
  });
  return {
    port: portOf(servers[0]),
    connect: (newPort) => {
      emulatorPort = newPort;
    },
    serve: (id) => {
      apiId = id;
    },
    close: async () => {
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
      agent.destroy();
    },
  };
}

interface Upstream {
  readonly agent: Agent;
  readonly port: number;
  readonly path: string;
}

/** Sends the head of a call on, and its answer back; who calls this writes the body to what is returned. */
function forward(incoming: IncomingMessage, answer: ServerResponse, upstream: Upstream): ClientRequest {
  const outgoing = request(requestFor(incoming, upstream));
  outgoing.on('response', (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.statusMessage, endToEnd(reply.rawHeaders));
    reply.on('error', () => answer.destroy());
    reply.pipe(answer);
  });
  outgoing.on('error', (error) => {
    if (answer.headersSent || answer.destroyed) answer.destroy();
    else answer.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify({ message: error.message }));
  });
  // A caller that has gone away does not wait for the answer any more.
  answer.on('close', () => {
    if (!answer.writableFinished) outgoing.destroy();
  });
  return outgoing;
}

function requestFor(incoming: IncomingMessage, { agent, port, path }: Upstream): RequestOptions {
  const headers = [...endToEnd(incoming.rawHeaders, 'x-forwarded-proto'), 'X-Forwarded-Proto', 'https'];
  return { agent, host: '127.0.0.1', port, method: incoming.method ?? 'GET', path, headers };
}

/** Raw name/value pairs without those that belong to one connection. */
function endToEnd(raw: readonly string[], ...alsoWithout: string[]): string[] {
  const pairs = raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : []));
  const named = pairs.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => value.split(','));
  const without = new Set([...perConnection, ...alsoWithout, ...named.map((name) => name.trim().toLowerCase())]);
  return pairs.filter(([name]) => !without.has(name.toLowerCase())).flat();
}

async function handleWithFaults(
  incoming: IncomingMessage,
  answer: ServerResponse,
  upstream: Upstream,
  intercept: Intercept,
): Promise<void> {
  const body = await buffer(incoming);
  const fate = await intercept({
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    service: /Credential=[^/]*\/\d+\/[^/]*\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1],
    target: incoming.headers['x-amz-target']?.toString(),
    body: body.toString('utf8'),
  });
  if (typeof fate === 'object' && 'respond' in fate) {
    answer.writeHead(fate.respond.status, fate.respond.headers).end(fate.respond.body);
    return;
  }
  if (typeof fate === 'object') await wait(fate.delayMs);
  if (fate === 'lose-answer' || fate === 'repeat') {
    await buffer(await replyTo(request(requestFor(incoming, upstream)).end(body)));
  }
  if (fate === 'drop' || fate === 'lose-answer') incoming.socket.destroy();
  else forward(incoming, answer, upstream).end(body);
}

function replyTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject);
  });
}

/** Listens on 127.0.0.1 and, where there is one, on ::1: `localhost` may mean either. */
async function listenOnLoopback(
  port: number,
  handler: (incoming: IncomingMessage, answer: ServerResponse) => void,
): Promise<[Server, ...Server[]]> {
  const first = await listen(port, '127.0.0.1', handler);
  try {
    return [first, await listen(portOf(first), '::1', handler)];
  } catch (error) {
    if (isErrno(error, 'EADDRNOTAVAIL') || isErrno(error, 'EAFNOSUPPORT')) return [first];
    first.close();
    throw error;
  }
}

async function listen(
  port: number,
  host: string,
  handler: (incoming: IncomingMessage, answer: ServerResponse) => void,
): Promise<Server> {
  // Longer than any client's own limit, so that none sends on a connection that we are closing; uploads may take long.
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, handler).listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!isErrno(error, 'EADDRINUSE')) throw error;
    throw new Error(
      `端口 ${port} 已被占用，请用 PORT=<其他端口> 重试。 Port ${port} is in use: choose another with PORT=<number>.`,
      { cause: error },
    );
  }
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no TCP address');
  return address.port;
}
