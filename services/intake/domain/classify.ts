import { type Category, categories, categoryOf, FALLBACK_CATEGORY } from './categories.ts';

/** What a description says about its category. */
export interface Suggestion {
  readonly category: Category;
  /** Of our own list, never the reporter's spelling; null when no word was known. */
  readonly keyword: string | null;
  readonly reason: 'keyword' | 'no-keyword';
}

interface Match {
  readonly category: Category;
  readonly keyword: string;
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
}

/**
 * The category that a Chinese description suggests. Of words inside each other the longer one counts (水龙头漏水 is no
 * flooding), whatever stands inside a negated one (没有漏水) does not; then an urgent word anywhere wins over an
 * ordinary one, a longer over a shorter, an earlier over a later. A word list, not a reading: staff may correct it.
 */
export function classify(description: string): Suggestion {
  const text = normalise(description);
  const matches = categories.flatMap((category) => category.keywords.flatMap((word) => find(text, category, word)));
  const [best] = matches
    .filter((match) => !match.negated && !matches.some((other) => hides(other, match)))
    .toSorted(
      (a, b) =>
        Number(b.category.urgent) - Number(a.category.urgent) || b.keyword.length - a.keyword.length || a.from - b.from,
    );
  return best
    ? { category: best.category, keyword: best.keyword, reason: 'keyword' }
    : { category: categoryOf(FALLBACK_CATEGORY), keyword: null, reason: 'no-keyword' };
}

function find(text: string, category: Category, keyword: string): Match[] {
  const matches: Match[] = [];
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    const negation = negationBefore(text, at);
    matches.push({ category, keyword, from: at - negation, to: at + keyword.length, negated: negation > 0 });
  }
  return matches;
}

const hides = (other: Match, match: Match): boolean =>
  other.from <= match.from && other.to >= match.to && other.to - other.from > match.to - match.from;

/** A question (是不是停电, 有没有漏水) is no negation: who asks so reports it. */
const NEGATION = /(?:(?<!是)不是|(?<!有)没有|(?<!有)没|未|(?<!是)不)$/;

/** Length of the negation that ends right before an index; 0 when there is none. */
const negationBefore = (text: string, at: number): number => NEGATION.exec(text.slice(0, at))?.[0].length ?? 0;

/** One spelling for all: half-width, simplified, without blanks and zero-width characters. */
function normalise(description: string): string {
  const plain = description.normalize('NFKC').replace(/[\s\u200b-\u200d\ufeff]/g, '');
  return [...plain].map((letter) => simplified.get(letter) ?? letter).join('');
}

/** The traditional letters that our keywords and negations may come in, each before its simplified form. */
const simplified = new Map(
  '斷断 噴喷 汙污 電电 無无 沒没 閘闸 馬马 廁厕 著着 煙烟 線线 氣气 洩泄 觸触 燈灯 門门 鎖锁 換换 龍龙 頭头 灑洒 開开 關关 壞坏 調调 遙遥 頁页'
    .split(' ')
    .map(([traditional = '', simple = '']): [string, string] => [traditional, simple]),
);
