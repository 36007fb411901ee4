const SINGLE = 70;
const OF_SEVERAL = 67;

/**
 * How many parts a Chinese SMS is sent and billed as: 70 UTF-16 units fit one, 67 each of several, since a part then
 * says which one it is.
 */
export function smsParts(text: string): number {
  return text.length <= SINGLE ? 1 : Math.ceil(text.length / OF_SEVERAL);
}
