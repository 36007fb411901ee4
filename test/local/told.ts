import { type HandedOver, handedOver } from '../../infra/local/handed-over.ts';

/** What the providers have taken so far about a request, by its number. */
export async function toldAbout(url: string, number: string): Promise<HandedOver[]> {
  return (await handedOver(url)).filter(({ text }) => text.includes(number));
}

/** Whether a text is the alarm of an urgent breach; its correction is not. */
export const isAlarm = ({ text }: Pick<HandedOver, 'text'>): boolean => text.includes('紧急超时');

/** Whether a text is the word before a deadline. */
export const isWarning = ({ text }: Pick<HandedOver, 'text'>): boolean => text.includes('时限提醒');

/** The signed link in a text. */
export function linkIn(text: string): string {
  const link = /https?:\/\/[^\s"]+\/v1\/public\/requests\/[\w.-]+/.exec(text)?.[0];
  if (!link) throw new Error(`no link in: ${text}`);
  return link;
}
