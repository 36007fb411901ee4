import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { SmtpChannel } from '../../services/notification/channels/smtp.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { localhost, mailServer, type Provider } from './providers.ts';

/** What a mail server is, beside what every channel keeps to (channel-contract.test.ts). */

const lines = capturedLines();
const to = 'zhao@example.com';
const copies = ['chen@example.com', 'gone@example.com'];
const text = '超时'.repeat(700);
const email = { to, copies, subject: `【云杉物业】${'超时'.repeat(70)}`, text, html: `<p>${text}</p>` };

let open: Provider | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function sending(
  options: Parameters<typeof mailServer>[0] = {},
  login = '{"user":"guanjia","password":"right"}',
) {
  const provider = await mailServer(options);
  open = provider;
  let forgotten = 0;
  const secret = { read: async () => login, forget: () => void forgotten++ };
  const { port } = provider;
  const settings = {
    kind: 'smtp',
    host: 'localhost',
    port,
    from: 'service@yunshan.example.com',
    secret: '/a',
  } as const;
  const channel = (ca = localhost.cert) => new SmtpChannel(settings, '云杉物业服务集团', { secret, ca });
  return { provider, channel, forgotten: () => forgotten };
}

describe('a mail server', () => {
  it('gets a letter of short ASCII lines with text, HTML, one addressee and copies, under the id that is told', async () => {
    const { provider, channel } = await sending();
    const { providerId } = await channel().send(email);
    const [first, second] = provider.handed;
    expect(first?.to).toEqual([to]);
    expect(second?.to).toEqual(copies);
    const raw = first?.body.toString() ?? '';
    expect(second?.body.toString()).toBe(raw);
    for (const line of raw.split('\r\n')) expect(line).toMatch(/^[\x20-\x7e]{0,78}$/);
    const mail = await PostalMime.parse(raw);
    expect(mail).toMatchObject({
      from: { name: '云杉物业服务集团', address: 'service@yunshan.example.com' },
      to: [{ address: to }],
      cc: copies.map((address) => ({ address })),
      subject: email.subject,
      messageId: `<${providerId}>`,
    });
    expect(mail.text?.trim()).toBe(text);
    expect(mail.html?.trim()).toBe(email.html);
    expect(Math.abs(Date.parse(mail.date ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('that refuses a reader in copy has accepted the letter all the same', async () => {
    const { provider, channel } = await sending({ unknown: copies });
    await channel().send(email);
    expect(provider.handed.map(({ to: readers }) => readers)).toEqual([[to]]);
    expect(lines()).toMatchObject([{ level: 'WARN', message: 'copies of an e-mail not accepted', code: 'EENVELOPE' }]);
    expect(JSON.stringify(lines())).not.toContain('example.com');
  });

  it('that does not know the addressee will never take it, and nobody gets a copy', async () => {
    const { provider, channel } = await sending({ unknown: [to] });
    await expect(channel().send(email)).rejects.toMatchObject({ name: 'Refused', reason: 'smtp-550' });
    expect(provider.handed).toEqual([]);
  });

  it('that hangs up before the content has accepted nothing', async () => {
    const { channel } = await sending({ cutAtRecipient: true });
    await expect(channel().send(email)).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: false });
  });

  it('that has no TLS hears neither login nor letter', async () => {
    const { provider, channel } = await sending({ withoutTls: true });
    await expect(channel().send(email)).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: false });
    expect(provider.handed).toEqual([]);
  });

  it('that cannot show who it is hears nothing either', async () => {
    const { provider, channel } = await sending();
    await expect(channel('').send(email)).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: false });
    expect(provider.handed).toEqual([]);
  });

  it.each(['{"user":"guanjia","password":"wrong"}', 'guanjia:right', '{"user":"guanjia"}'])(
    'does not get it with the secret %s, which is read anew for the next try',
    async (login) => {
      const { provider, channel, forgotten } = await sending({}, login);
      const error = await channel()
        .send(email)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'TryLater', maybeAccepted: false });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/guanjia|wrong|right/);
      expect(forgotten()).toBe(1);
      expect(provider.handed).toEqual([]);
    },
  );

  it.each(['zhao@example.com>\r\nRCPT TO:<all@example.com', 'a@example.com\r\nBcc: b@example.com'])(
    'is never given more than one address as one: %j',
    async (address) => {
      const { provider, channel } = await sending();
      const sent = channel().send({ ...email, to: address });
      await expect(sent).rejects.toMatchObject({ name: 'Refused', reason: 'invalid-address' });
      expect(provider.handed).toEqual([]);
    },
  );
});
