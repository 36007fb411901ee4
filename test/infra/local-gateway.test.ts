import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../infra/local/emulator.ts';
import { type Call, type Fate, type Gateway, openGateway } from '../../infra/local/gateway.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Stands for the emulator: tells what it was sent. */
async function upstream(listener?: Parameters<typeof createServer>[1]): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer(
    listener ??
      (async (incoming, answer) => {
        const body = (await buffer(incoming)).toString('latin1');
        const { method, url, headers } = incoming;
        seen.push({ method, url, headers, body });
        answer.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Count', String(seen.length)]);
        answer.end('done');
      }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, seen };
}

async function gateway(intercept?: (call: Call) => Fate): Promise<Gateway> {
  const opened = await openGateway({ port: 0, intercept });
  cleanUps.push(() => opened.close());
  return opened;
}

async function send(port: number, options: object, body?: string | Buffer): Promise<IncomingMessage> {
  const outgoing = request({ host: '127.0.0.1', port, ...options });
  outgoing.end(body);
  const [reply] = await once(outgoing, 'response');
  return reply;
}

describe('gateway', () => {
  it('passes path, query, body and headers on as they are, and says that the call came over TLS', async () => {
    const { port, seen } = await upstream();
    const { port: front, connect } = await gateway();
    connect(port);
    const body = Buffer.from([0, 255, 13, 10, 128]);
    const headers = {
      host: 'bucket.localhost:1234',
      'x-forwarded-proto': 'http',
      connection: 'close, X-Hop',
      'x-hop': '1',
      'x-amz-target': 'A.B',
    };
    const reply = await send(front, { method: 'PUT', path: '/a%2Fb//c%20d?x=%2B+&x=2&y', headers }, body);
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(await text(reply)).toBe('done');
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/a%2Fb//c%20d?x=%2B+&x=2&y', body: body.toString('latin1') });
    expect(seen[0]?.headers).toMatchObject({
      host: 'bucket.localhost:1234',
      'x-forwarded-proto': 'https',
      'x-amz-target': 'A.B',
    });
    expect(seen[0]?.headers).not.toHaveProperty('x-hop');
  });

  it.each(['DELETE', 'POST', 'GET'])('keeps the body of a chunked %s', async (method) => {
    const { port, seen } = await upstream();
    const { port: front, connect } = await gateway();
    connect(port);
    const reply = await send(front, { method, path: '/', headers: { 'transfer-encoding': 'chunked' } }, 'in pieces');
    await text(reply);
    expect(seen[0]?.body).toBe('in pieces');
  });

  it('gives the API a short address, and answers 503 until there is one', async () => {
    const { port, seen } = await upstream();
    const { port: front, connect, serve } = await gateway();
    expect((await send(front, { path: '/' })).statusCode).toBe(503);
    connect(port);
    expect((await send(front, { path: '/v1/requests' })).statusCode).toBe(503);
    serve('abcd1234');
    await send(front, { path: '/v1/requests/a%2Fb?x=1' });
    await send(front, { path: '/v10/requests' });
    expect(seen.map(({ url }) => url)).toEqual([
      '/_aws/execute-api/abcd1234/$default/v1/requests/a%2Fb?x=1',
      '/v10/requests',
    ]);
  });

  it('passes the first part of an answer on before the last one is there', async () => {
    let finish = () => {};
    const { port } = await upstream((_incoming, answer) => {
      answer.write('first');
      finish = () => answer.end('last');
    });
    const { port: front, connect } = await gateway();
    connect(port);
    const reply = await send(front, { path: '/' });
    const [first] = await once(reply, 'data');
    expect(String(first)).toBe('first');
    finish();
    await once(reply, 'end');
  });

  it('ends the call to the emulator when the caller has gone away', async () => {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { port } = await upstream((incoming) => {
      incoming.on('close', resolve);
      arrive();
    });
    const { port: front, connect } = await gateway();
    connect(port);
    const outgoing = request({ host: '127.0.0.1', port: front, path: '/' });
    outgoing.on('error', () => {}).end();
    await arrived;
    outgoing.destroy();
    await gone;
  });

  it('answers 502 when the emulator is not there', async () => {
    const { port: front, connect } = await gateway();
    connect(await freePort());
    expect((await send(front, { path: '/' })).statusCode).toBe(502);
  });

  it('says which port is taken and what to do', async () => {
    const { port } = await upstream();
    await expect(openGateway({ port })).rejects.toThrow(`Port ${port} is in use: choose another with PORT=<number>.`);
  });
});

describe('gateway with faults', () => {
  const call = (port: number) =>
    send(
      port,
      {
        method: 'POST',
        path: '/',
        headers: {
          'x-amz-target': 'AWSEvents.PutEvents',
          authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/events/aws4_request, Signature=x',
        },
      },
      '水管',
    );

  async function withFate(fate: Fate) {
    const calls: Call[] = [];
    const { port, seen } = await upstream();
    const { port: front, connect } = await gateway((call) => {
      calls.push(call);
      return fate;
    });
    connect(port);
    return { front, seen, calls };
  }

  it('tells the test which call it is, and passes it on unchanged', async () => {
    const { front, seen, calls } = await withFate('pass');
    expect(await text(await call(front))).toBe('done');
    expect(calls).toEqual([
      { method: 'POST', path: '/', service: 'events', target: 'AWSEvents.PutEvents', body: '水管' },
    ]);
    expect(Buffer.from(seen[0]?.body ?? '', 'latin1').toString()).toBe('水管');
  });

  it('drop: the call never arrives', async () => {
    const { front, seen } = await withFate('drop');
    await expect(call(front)).rejects.toThrow('socket hang up');
    expect(seen).toHaveLength(0);
  });

  it('lose-answer: the call is done and nobody hears of it', async () => {
    const { front, seen } = await withFate('lose-answer');
    await expect(call(front)).rejects.toThrow('socket hang up');
    expect(seen).toHaveLength(1);
  });

  it('repeat: the call is done twice, the second answer counts', async () => {
    const { front, seen } = await withFate('repeat');
    expect((await call(front)).headers['x-count']).toBe('2');
    expect(seen).toHaveLength(2);
  });

  it('delayMs: the call is done later', async () => {
    const { front, seen } = await withFate({ delayMs: 200 });
    const start = performance.now();
    expect((await call(front)).statusCode).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(199);
    expect(seen).toHaveLength(1);
  });

  it('respond: somebody else answers', async () => {
    const { front, seen } = await withFate({ respond: { status: 400, body: '{"__type":"ThrottlingException"}' } });
    const reply = await call(front);
    expect(reply.statusCode).toBe(400);
    expect(await text(reply)).toContain('ThrottlingException');
    expect(seen).toHaveLength(0);
  });
});
