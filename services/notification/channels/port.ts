import { type Channel, channelSchema } from '../contract/ids.ts';

/** An e-mail with its addresses, for the moment of sending: never stored, never logged. */
export interface OutgoingEmail {
  readonly to: string;
  readonly copies: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A short message with its number, for the moment of sending: never stored, never logged. */
export interface OutgoingSms {
  /** E.164, like `+8613800138000`. */
  readonly to: string;
  readonly text: string;
}

/** A post in the company's chat group, for the moment of sending: never stored, never logged. */
export interface OutgoingChat {
  readonly text: string;
  /** Numbers of the members whom it calls by name, E.164. */
  readonly mentioned: readonly string[];
}

/** Hands a message to a provider, once: an adapter does not try again by itself. */
export interface ChannelAdapter<Outgoing> {
  /**
   * @returns the id under which the provider has accepted it
   * @throws Refused
   * @throws TryLater
   */
  send(message: Outgoing): Promise<{ readonly providerId: string }>;
}

/** Those that the company has. */
export interface Channels {
  readonly email?: ChannelAdapter<OutgoingEmail>;
  readonly sms?: ChannelAdapter<OutgoingSms>;
  readonly chat?: ChannelAdapter<OutgoingChat>;
}

/** Which channels those are. */
export const channelsIn = (channels: Channels): ReadonlySet<Channel> =>
  new Set(channelSchema.options.filter((name) => channels[name]));

/**
 * The message will never be accepted. Carries a code only: what providers write beside it often names the address.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Not now. `maybeAccepted`: the provider has not answered, so it may have accepted the message all the same. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly maybeAccepted: boolean;

  constructor(code: string, maybeAccepted: boolean) {
    super(code);
    this.maybeAccepted = maybeAccepted;
  }
}
