/** The package has no types of its own; this is the part we call. */
declare module 'smtp-server' {
  import type { EventEmitter } from 'node:events';
  import type { Readable } from 'node:stream';

  interface Session {
    readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
  }

  export class SMTPServer extends EventEmitter {
    constructor(options: {
      readonly authOptional: boolean;
      readonly disabledCommands: readonly string[];
      onData(message: Readable, session: Session, accepted: (error?: Error) => void): void;
    });
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
  }
}
