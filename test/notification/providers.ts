import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/*
 * Providers as they are met with on the network, on this machine: each answers as a test wants. What they say of an
 * error names addresses, as real ones do.
 */

const sample = (name: string): string => readFileSync(join(import.meta.dirname, 'samples', name), 'utf8');

/** Of `localhost`, good for a hundred years and for nothing else; vouches for itself. */
export const localhost = { key: sample('localhost.key.pem'), cert: sample('localhost.pem') };

/** `silent`: takes everything and says nothing. `cut`: takes everything and hangs up. */
export type Behaviour = 'accept' | 'refuse' | 'later' | 'silent' | 'cut';

export interface Provider {
  readonly port: number;
  /** What it has been handed, oldest first. */
  readonly handed: readonly Handed[];
  behave(how: Behaviour): void;
  close(): Promise<void>;
}

interface Handed {
  readonly to: readonly string[];
  readonly body: Buffer;
}

const about = 'of zhao@example.com, +8613800138006';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

async function httpProvider(
  answers: Readonly<Record<'accept' | 'refuse' | 'later', Answer>>,
  tls?: typeof localhost,
): Promise<Provider> {
  let how: Behaviour = 'accept';
  const handed: Handed[] = [];
  const listener: RequestListener = (request: IncomingMessage, response: ServerResponse) =>
    void buffer(request).then((body) => {
      handed.push({ to: [], body });
      if (how === 'cut') request.socket.destroy();
      else if (how !== 'silent') response.writeHead(answers[how].status, answers[how].headers).end(answers[how].body);
    });
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const port = await listening(server);
  return {
    port,
    handed,
    behave: (next) => {
      how = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export const ses = (): Promise<Provider> =>
  httpProvider({
    accept: { status: 200, body: '{"MessageId":"ses-1"}' },
    refuse: {
      status: 400,
      headers: { 'x-amzn-errortype': 'MessageRejected' },
      body: JSON.stringify({ message: `Email address is not verified ${about}` }),
    },
    later: {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: JSON.stringify({ message: `Too many ${about}` }),
    },
  });

const snsError = (status: number, code: string): Answer => ({
  status,
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>Invalid ${about}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

export const sns = (): Promise<Provider> =>
  httpProvider({
    accept: {
      status: 200,
      body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>sns-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
    },
    refuse: snsError(400, 'InvalidParameter'),
    later: snsError(400, 'Throttled'),
  });

const wecom = (errcode: number): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg: about }) });

export const robot = (): Promise<Provider> =>
  httpProvider({ accept: wecom(0), refuse: wecom(45002), later: wecom(45009) }, localhost);

/** A robot's host that gives one answer to everything. */
export const robotAnswering = (answer: Answer): Promise<Provider> =>
  httpProvider({ accept: answer, refuse: answer, later: answer }, localhost);

interface MailServerOptions {
  readonly withoutTls?: boolean;
  /** Recipients that it does not know. */
  readonly unknown?: readonly string[];
  /** Hangs up as soon as it hears a recipient. */
  readonly cutAtRecipient?: boolean;
}

/** A mail server that knows one login, `guanjia` with `right`. */
export async function mailServer({ withoutTls, unknown, cutAtRecipient }: MailServerOptions = {}): Promise<Provider> {
  let how: Behaviour = 'accept';
  const handed: Handed[] = [];
  const clients = new Set<Socket>();
  const cut = () => {
    for (const client of clients) client.destroy();
  };
  const failure = (responseCode: number) => Object.assign(new Error(`not accepted ${about}`), { responseCode });
  const server = new SMTPServer({
    ...localhost,
    closeTimeout: 1,
    ...(withoutTls && { disabledCommands: ['STARTTLS'] }),
    onAuth: ({ username, password }, _, answer) =>
      username === 'guanjia' && password === 'right' ? answer(null, { user: username }) : answer(failure(535)),
    onRcptTo: ({ address }, _, answer) => {
      if (cutAtRecipient) return cut();
      answer(unknown?.includes(address) ? failure(550) : null);
    },
    onData: (message, { envelope }, answer) =>
      void buffer(message).then((body) => {
        handed.push({ to: envelope.rcptTo.map(({ address }) => address), body });
        if (how === 'cut') cut();
        else if (how !== 'silent') answer(how === 'accept' ? null : failure(how === 'refuse' ? 550 : 451));
      }),
  });
  server.on('error', () => undefined);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  // The wire to it, which a test can cut.
  const wire = createTcpServer((client) => {
    const behind = connect(portOf(server.server), '127.0.0.1');
    clients.add(client);
    for (const [end, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      end.on('error', () => undefined).on('close', () => other.destroy());
      end.pipe(other);
    }
  });
  return {
    port: await listening(wire),
    handed,
    behave: (next) => {
      how = next;
    },
    close: async () => {
      cut();
      await new Promise((closed) => wire.close(closed));
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return portOf(server);
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('does not listen');
  return address.port;
}
