import type { CommunityKind } from '../../directory/contract/records.ts';
import type { Category, RequestType } from './categories/category.ts';
import { categories, fallbackOf, isOfKind } from './categories.ts';

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
 * @param type named by who reports: ordinary words of other types do not count then; urgent ones do (R042)
 * @param kind of the community; what does not exist in it is no category of it (R026)
 */
export function classify(description: string, type?: RequestType, kind?: CommunityKind): Suggestion {
  const text = normalise(description);
  const known = categories.filter((category) => kind === undefined || isOfKind(category, kind));
  const matches = known.flatMap((category) => category.keywords.flatMap((word) => find(text, category, word)));
  const [best] = matches
    .filter((match) => !match.negated && !matches.some((other) => hides(other, match)))
    .filter(({ category }) => category.urgent || type === undefined || category.type === type)
    .toSorted(
      (a, b) =>
        Number(b.category.urgent) - Number(a.category.urgent) || b.keyword.length - a.keyword.length || a.from - b.from,
    );
  return best
    ? { category: best.category, keyword: best.keyword, reason: 'keyword' }
    : { category: fallbackOf(type), keyword: null, reason: 'no-keyword' };
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
  '斷断 噴喷 汙污 電电 無无 沒没 閘闸 馬马 廁厕 著着 煙烟 線线 氣气 洩泄 觸触 燈灯 門门 鎖锁 換换 龍龙 頭头 灑洒 開开 關关 壞坏 調调 遙遥 頁页 聲声 鑰钥 態态 惡恶 訴诉 罵骂 費费 諮咨 詢询 請请 問问 報报 價价 賬账 帳账 單单 發发 議议 預预 約约 潔洁 鄰邻 裝装 樓楼 異异 擾扰 積积 頂顶 圍围 牆墙 滿满 髒脏 遞递 務务 標标 準准 樹树 備备 機机 風风 進进 庫库 車车 帶带 傷伤 蓋盖'
    .split(' ')
    .map(([traditional = '', simple = '']): [string, string] => [traditional, simple]),
);
