import { request } from 'node:https';
import { codeOf, SILENCE_MS } from './network.ts';
import { TryLater } from './port.ts';

/** Characters of an answer that are read; ours are much shorter. */
const ANSWER_AT_MOST = 10_000;

/**
 * Posts JSON once, on a connection of its own, so that what failed is known: one kept open may have died unseen.
 * Follows no redirect.
 * @param ca certificate authority besides the usual ones
 * @throws TryLater when there is no answer
 */
export function postJson(url: URL, body: unknown, ca?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let stood = false;
    const fail = (error: unknown) => reject(new TryLater(codeOf(error), stood));
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      signal: AbortSignal.timeout(SILENCE_MS),
      ...(ca && { ca }),
    });
    outgoing.once('socket', (socket) =>
      socket.once('secureConnect', () => {
        stood = true;
      }),
    );
    outgoing.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text = (text + part).slice(0, ANSWER_AT_MOST);
      });
      answer.once('error', fail);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.once('error', fail);
    outgoing.end(JSON.stringify(body));
  });
}
