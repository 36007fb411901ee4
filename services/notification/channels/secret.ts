import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../../../shared/log/log.ts';
import { SILENCE_MS } from './network.ts';
import { TryLater } from './port.ts';

/** A rotated secret is taken up within this time. */
const KEPT_MS = 300_000;

/** A secret of the company, read when it is needed and kept in memory only. */
export interface Secret {
  /** @throws TryLater while it cannot be read and never has been */
  read(): Promise<string>;
  /** It was not accepted: ask again next time, it may have been rotated. */
  forget(): void;
}

/**
 * A SecureString in SSM Parameter Store, put there by the company's operator.
 * @param now epoch milliseconds
 */
export class ParameterSecret implements Secret {
  readonly #name: string;
  readonly #ssm: SSMClient;
  readonly #now: () => number;
  #known: { readonly value: string; readonly until: number } | undefined;

  constructor(name: string, ssm = new SSMClient({ maxAttempts: 2 }), now: () => number = Date.now) {
    this.#name = name;
    this.#ssm = ssm;
    this.#now = now;
  }

  async read(): Promise<string> {
    if (this.#known && this.#known.until > this.#now()) return this.#known.value;
    try {
      const value = await this.#ask();
      this.#known = { value, until: this.#now() + KEPT_MS };
      return value;
    } catch (error) {
      const code = error instanceof Error ? error.name : 'unknown error';
      if (!this.#known) throw new TryLater(`secret: ${code}`, false);
      // An alarm does not wait for the parameter store: what was right a moment ago probably still is.
      log.warn('secret cannot be read anew', { parameter: this.#name, code });
      return this.#known.value;
    }
  }

  forget(): void {
    if (this.#known) this.#known = { ...this.#known, until: 0 };
  }

  async #ask(): Promise<string> {
    const command = new GetParameterCommand({ Name: this.#name, WithDecryption: true });
    const { Parameter } = await this.#ssm.send(command, { abortSignal: AbortSignal.timeout(SILENCE_MS) });
    return Parameter?.Value ?? '';
  }
}
