import type { Locale } from '../../../shared/i18n/text.ts';

/** Surnames of two characters that are still met with. */
const double = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 端木 南宫 轩辕 宇文 长孙 独孤 百里 呼延 东郭 西门 第五 澹台 赫连 闻人'.split(
    ' ',
  ),
);

/** How a household calls who comes: `李师傅`, in English `Mr/Ms Li`. More of the name is not passed on. */
export function technicianName(name: string, locale: Locale): string {
  const surname = surnameOf(name.trim());
  if (surname === '') return locale === 'en' ? 'our technician' : '维修师傅';
  return locale === 'en' ? `Mr/Ms ${surname}` : `${surname}师傅`;
}

function surnameOf(name: string): string {
  if (/^\p{Script=Latin}/u.test(name)) return name.split(/\s+/).at(-1) ?? '';
  const first = [...name].slice(0, 2).join('');
  return double.has(first) ? first : ([...name][0] ?? '');
}

/** As it is dialled at home: 13800138003; numbers of other countries stay whole. */
export const dialled = (phone: string): string => phone.replace(/^\+86(?=1\d{10}$)/, '');
