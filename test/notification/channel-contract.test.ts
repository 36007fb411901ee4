import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../infra/bundle.ts';
import type { ChannelAdapter } from '../../services/notification/channels/port.ts';
import * as written from './adapters.ts';
import { type Behaviour, localhost, mailServer, type Provider, robot, ses, sns } from './providers.ts';

/*
 * What every channel keeps to, each against a provider on the network, with the real clients: as the code is written, and
 * as it is bundled for Lambda, since the bundler replaces parts of what the clients stand on.
 */

type Adapters = typeof written;

const folder = mkdtempSync(join(tmpdir(), 'guanjia-adapters-'));
let bundled: Adapters;

beforeAll(async () => {
  const outfile = join(folder, 'index.mjs');
  const entryPoints = [join(import.meta.dirname, 'adapters.ts')];
  await build({ ...bundleOptions, sourcemap: false, entryPoints, outfile });
  bundled = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const company = '云杉物业';
const subject = '【云杉物业】紧急超时：3栋1单元1201水管爆裂（BX0012），请立即处理并在系统中知悉';
const text = '【云杉物业】紧急超时：3栋1单元1201水管爆裂，应10:10前到场，接单人李明未到场。单号BX0012';
const html = `<p>${text}</p>`;
const email = { to: 'zhao@example.com', copies: ['chen@example.com'], subject, text, html };
const phone = '+8613800138006';

/** What somebody reads in the end. */
interface Read {
  readonly sender?: string | undefined;
  readonly subject?: string | undefined;
  readonly text: string | undefined;
}

interface Channel {
  readonly name: string;
  readonly provider: () => Promise<Provider>;
  readonly sender: (adapters: Adapters, port: number) => () => ReturnType<ChannelAdapter<unknown>['send']>;
  readonly providerId: RegExp;
  readonly refusal: string;
  readonly read: (body: Buffer) => Promise<Read>;
  readonly reads: Read;
}

const secret = (value: string) => ({ read: async () => value, forget: () => undefined });
const aws = (port: number) => ({
  region: 'ap-southeast-1',
  endpoint: `http://127.0.0.1:${port}`,
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  maxAttempts: 1,
});

const channels: readonly Channel[] = [
  {
    name: 'SES',
    provider: ses,
    sender: ({ SesChannel, SESv2Client }, port) => {
      const channel = new SesChannel('service@yunshan.example.com', company, new SESv2Client(aws(port)));
      return () => channel.send(email);
    },
    providerId: /^ses-1$/,
    refusal: 'MessageRejected',
    read: async (body) => {
      const { FromEmailAddress, Content } = JSON.parse(body.toString());
      const { Subject, Body } = Content.Simple;
      const { from } = await PostalMime.parse(`From: ${FromEmailAddress}\r\n\r\n`);
      return { sender: from?.name, subject: Subject.Data, text: Body.Text.Data };
    },
    reads: { sender: company, subject, text },
  },
  {
    name: 'SMTP',
    provider: () => mailServer(),
    sender: ({ SmtpChannel }, port) => {
      const server = {
        kind: 'smtp',
        host: 'localhost',
        port,
        from: 'service@yunshan.example.com',
        secret: '/a',
      } as const;
      const login = secret('{"user":"guanjia","password":"right"}');
      const channel = new SmtpChannel(server, company, { secret: login, ca: localhost.cert });
      return () => channel.send({ ...email, copies: [] });
    },
    providerId: /^[\da-f-]{36}@yunshan\.example\.com$/,
    refusal: 'smtp-550',
    read: async (body) => {
      const mail = await PostalMime.parse(body);
      return { sender: mail.from?.name, subject: mail.subject, text: mail.text?.trim() };
    },
    reads: { sender: company, subject, text },
  },
  {
    name: 'SNS',
    provider: sns,
    sender: ({ SnsChannel, SNSClient }, port) => {
      const channel = new SnsChannel(new SNSClient(aws(port)));
      return () => channel.send({ to: phone, text });
    },
    providerId: /^sns-1$/,
    refusal: 'InvalidParameterException',
    read: async (body) => ({ text: new URLSearchParams(body.toString()).get('Message') ?? undefined }),
    reads: { text },
  },
  {
    name: 'WeCom robot',
    provider: robot,
    sender: ({ WecomRobotChannel }, port) => {
      const address = secret(`https://localhost:${port}/cgi-bin/webhook/send?key=secret-key`);
      const options = { secret: address, hosts: [`localhost:${port}`], ca: localhost.cert };
      const channel = new WecomRobotChannel(options);
      return () => channel.send({ text, mentioned: [phone] });
    },
    providerId: /^wecom-robot$/,
    refusal: 'wecom-45002',
    read: async (body) => ({ text: JSON.parse(body.toString()).text.content }),
    reads: { text },
  },
];

const personal = /example\.com|13800138006|secret-key|right/;
const shown = (error: unknown): string =>
  error instanceof Error ? JSON.stringify(error, [...Object.getOwnPropertyNames(error), 'cause']) : String(error);

describe.each([
  ['as it is written', () => written],
  ['as it is bundled', () => bundled],
] as const)('%s', (_, adapters) => {
  describe.each(channels)(
    '$name, as every channel,',
    ({ provider: start, sender, providerId, refusal, read, reads }) => {
      let provider: Provider;
      let send: ReturnType<Channel['sender']>;
      beforeEach(async () => {
        provider = await start();
        send = sender(adapters(), provider.port);
      });
      afterEach(() => provider.close());

      const failing = async (how: Behaviour): Promise<unknown> => {
        provider.behave(how);
        return await send().then(
          () => 'was accepted',
          (error: unknown) => error,
        );
      };

      it('gives the id under which the provider has accepted a message', async () => {
        expect((await send()).providerId).toMatch(providerId);
        expect(provider.handed).toHaveLength(1);
      });

      it('carries Chinese whole: sender, subject, text', async () => {
        await send();
        expect(await read(provider.handed[0]?.body ?? Buffer.alloc(0))).toEqual(reads);
      });

      it('says when the provider will never take it', async () => {
        expect(await failing('refuse')).toMatchObject({ name: 'Refused', reason: refusal });
      });

      it('says when to come again later, and that nothing has been accepted', async () => {
        expect(await failing('later')).toMatchObject({ name: 'TryLater', maybeAccepted: false });
      });

      it('does not know what became of it when the provider hangs up', async () => {
        expect(await failing('cut')).toMatchObject({ name: 'TryLater', maybeAccepted: true });
      });

      it('knows that nothing has been accepted when nobody answers the call', async () => {
        await provider.close();
        expect(await failing('accept')).toMatchObject({ name: 'TryLater', maybeAccepted: false });
        provider = await start();
      });

      it.each(['refuse', 'later', 'cut'] as const)('tries once, and names nobody in its error: %s', async (how) => {
        const error = await failing(how);
        expect(provider.handed).toHaveLength(1);
        expect(error).toBeInstanceOf(Error);
        expect(shown(error)).not.toMatch(personal);
      });

      it('sends the next message as if nothing had been', async () => {
        await failing('cut');
        provider.behave('accept');
        expect((await send()).providerId).toMatch(providerId);
      });
    },
  );

  // Side by side, since each takes as long as a provider may be silent.
  it.concurrent.each(channels)('$name does not know what became of it when the provider is silent', async (channel) => {
    const provider = await channel.provider();
    provider.behave('silent');
    const sent = channel.sender(adapters(), provider.port)();
    await expect(sent).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: true });
    expect(provider.handed).toHaveLength(1);
    await provider.close();
  });
});
