import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import * as z from 'zod';
import { log } from '../../../shared/log/log.ts';
import type { SmtpSettings } from '../contract/channel-settings.ts';
import { mimeOf } from './mime.ts';
import { codeOf, property, SILENCE_MS } from './network.ts';
import { type ChannelAdapter, type OutgoingEmail, Refused, TryLater } from './port.ts';
import { ParameterSecret, type Secret } from './secret.ts';

/** A whole conversation, however slowly the server talks; well below the lease of the message. */
const CONVERSATION_MS = 3 * SILENCE_MS;

/** The server wants another login, which no other message would cure. */
const LOGIN_REFUSED = new Set([530, 534, 535, 538]);

const loginSchema = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(z.object({ user: z.string().min(1), password: z.string().min(1) }));

/** How far a conversation has come: before the content goes out the server cannot have accepted it. */
type Phase = 'session' | 'envelope' | 'content';

/** Besides the secret what a test needs: a certificate authority of its own. */
interface SmtpOptions {
  readonly secret: Secret;
  readonly ca?: string;
}

/** A mail server of the company's choice, over TLS. One connection per message. */
export class SmtpChannel implements ChannelAdapter<OutgoingEmail> {
  readonly #settings: SmtpSettings;
  readonly #company: string;
  readonly #options: SmtpOptions;

  /** @param company what people see as the sender */
  constructor(settings: SmtpSettings, company: string, options: SmtpOptions) {
    this.#settings = settings;
    this.#company = company;
    this.#options = options;
  }

  async send({ to, copies, ...content }: OutgoingEmail): Promise<{ providerId: string }> {
    const login = await this.#login();
    const { from } = this.#settings;
    // The server's own id stands in free text, if at all; this one is in its log too.
    const messageId = `<${randomUUID()}@${from.slice(from.indexOf('@') + 1)}>`;
    const sender = { name: this.#company, address: from };
    const mail = mimeOf({ from: sender, to, copies, ...content, messageId, at: new Date() });
    const talk = this.#open();
    try {
      await talk.start(login).catch((error: unknown) => {
        // Perhaps the password has been changed.
        if (codeOf(error) === 'EAUTH') this.#options.secret.forget();
        throw error;
      });
      await talk.hand({ from, to, mail });
      // On their own: a reader in copy neither holds up the alarm nor gets it again with every try.
      if (copies.length > 0)
        await talk.hand({ from, to: [...copies], mail }).catch((error: unknown) => {
          log.warn('copies of an e-mail not accepted', { code: codeOf(error) });
        });
      talk.quit();
      return { providerId: messageId.slice(1, -1) };
    } catch (error) {
      talk.close();
      throw sorted(error, talk.phase());
    }
  }

  async #login(): Promise<z.infer<typeof loginSchema>> {
    const text = await this.#options.secret.read();
    try {
      return loginSchema.parse(text);
    } catch {
      // The cause would show the secret.
      this.#options.secret.forget();
      throw new TryLater('secret: not a login', false);
    }
  }

  #open() {
    const { host, port } = this.#settings;
    const { ca } = this.#options;
    return conversation(
      new SMTPConnection({
        host,
        port,
        secure: port === 465,
        requireTLS: true,
        tls: { minVersion: 'TLSv1.2', ...(ca && { ca }) },
        ...{ connectionTimeout: SILENCE_MS, greetingTimeout: SILENCE_MS, socketTimeout: SILENCE_MS },
        dnsTimeout: SILENCE_MS,
      }),
    );
  }
}

/** The channel as the company profile wants it. */
export const channel = (settings: SmtpSettings, company: string): SmtpChannel =>
  new SmtpChannel(settings, company, { secret: new ParameterSecret(settings.secret) });

/** A connection whose steps end with it: it reports some of its errors to no step, only as an event. */
function conversation(connection: SMTPConnection) {
  let phase: Phase = 'session';
  const broken = new Promise<never>((_, reject) => connection.on('error', reject));
  const late = Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' });
  const slow = setTimeout(() => connection.emit('error', late), CONVERSATION_MS);
  broken.catch(() => undefined);
  const step = (run: (done: (error?: Error | null) => void) => void): Promise<void> =>
    Promise.race([broken, new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())))]);
  return {
    phase: () => phase,
    start: async ({ user, password }: z.infer<typeof loginSchema>): Promise<void> => {
      await step((done) => connection.connect(done));
      await step((done) => connection.login({ user, pass: password }, done));
    },
    hand: async ({ from, to, mail }: { from: string; to: string | string[]; mail: Buffer }): Promise<void> => {
      phase = 'envelope';
      // Read when the server has said that it will take the content, and not before.
      const content = Readable.from(
        (function* () {
          phase = 'content';
          yield mail;
        })(),
      );
      await step((done) => connection.send({ from, to }, content, done));
    },
    quit: (): void => {
      clearTimeout(slow);
      connection.quit();
    },
    close: (): void => {
      clearTimeout(slow);
      connection.close();
    },
  };
}

/** No cause is kept: servers' answers name addresses. */
function sorted(error: unknown, phase: Phase): Refused | TryLater {
  const answer = property(error, 'responseCode');
  if (typeof answer === 'number') {
    const permanent = answer >= 500 && phase !== 'session' && !LOGIN_REFUSED.has(answer);
    return permanent ? new Refused(`smtp-${answer}`) : new TryLater(`smtp-${answer}`, false);
  }
  // Not even asked: the address is none.
  if (codeOf(error) === 'EENVELOPE') return new Refused('invalid-address');
  return new TryLater(codeOf(error), phase === 'content');
}
