import * as z from 'zod';
import type { RobotSettings } from '../contract/channel-settings.ts';
import { postJson } from './https-post.ts';
import { type ChannelAdapter, type OutgoingChat, Refused, TryLater } from './port.ts';
import { ParameterSecret, type Secret } from './secret.ts';

/** Where robots live: an address that leads elsewhere, or into our own network, is not called. */
const HOSTS: readonly string[] = ['qyapi.weixin.qq.com'];

/** Codes of answers that no later try can cure: the message itself is at fault. */
const refusals = new Set([40008, 40058, 44004, 45002]);

/** Codes that say that there is no such robot (any more). */
const unknownRobot = new Set([40014, 93000, 93004]);

const answerSchema = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(z.object({ errcode: z.int() }));

/** Besides the secret what a test needs: a host and a certificate authority of its own. */
interface RobotOptions {
  readonly secret: Secret;
  readonly hosts?: readonly string[];
  readonly ca?: string;
}

/** A robot in a group of WeCom (企业微信群机器人), written to by its webhook. */
export class WecomRobotChannel implements ChannelAdapter<OutgoingChat> {
  readonly #options: RobotOptions;

  constructor(options: RobotOptions) {
    this.#options = options;
  }

  async send({ text, mentioned }: OutgoingChat): Promise<{ providerId: string }> {
    const { secret, ca } = this.#options;
    const url = this.#addressIn(await secret.read());
    const message = {
      msgtype: 'text',
      // WeCom knows numbers as they are dialled at home.
      text: { content: text, mentioned_mobile_list: mentioned.map((number) => number.replace(/^\+86/, '')) },
    };
    const answer = await postJson(url, message, ca);
    // A redirect is not followed, and counts as an outage like all the others.
    if (answer.status !== 200) throw new TryLater(`http-${answer.status}`, false);
    const errcode = codeIn(answer.text);
    if (unknownRobot.has(errcode)) secret.forget();
    if (refusals.has(errcode)) throw new Refused(`wecom-${errcode}`);
    if (errcode !== 0) throw new TryLater(`wecom-${errcode}`, false);
    // It gives messages no ids.
    return { providerId: 'wecom-robot' };
  }

  #addressIn(text: string): URL {
    const url = URL.parse(text.trim());
    const hosts = this.#options.hosts ?? HOSTS;
    if (url?.protocol === 'https:' && hosts.includes(url.host) && !url.username && !url.password) return url;
    this.#options.secret.forget();
    throw new TryLater('secret: not the address of a robot', false);
  }
}

/** The channel as the company profile wants it. */
export const channel = ({ secret }: RobotSettings): WecomRobotChannel =>
  new WecomRobotChannel({ secret: new ParameterSecret(secret) });

function codeIn(text: string): number {
  try {
    return answerSchema.parse(text).errcode;
  } catch {
    throw new TryLater('no code in the answer', true);
  }
}
