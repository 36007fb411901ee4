/** The package has no types of its own; this is the part we call. */
declare module 'smtp-server' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  interface Session {
    readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
  }

  type Answer = (error?: (Error & { responseCode?: number }) | null) => void;

  export class SMTPServer extends EventEmitter {
    constructor(options: {
      readonly authOptional?: boolean;
      readonly disabledCommands?: readonly string[];
      readonly key?: string;
      readonly cert?: string;
      readonly closeTimeout?: number;
      onAuth?(
        login: { readonly username: string; readonly password: string },
        session: Session,
        answer: (error: Error | null, login?: { readonly user: string }) => void,
      ): void;
      onRcptTo?(recipient: { readonly address: string }, session: Session, answer: Answer): void;
      onData(message: Readable, session: Session, answer: Answer): void;
    });
    readonly server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
  }
}
