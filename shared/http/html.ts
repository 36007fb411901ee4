/** A piece of a page that is safe to send. Only `html` makes one. */
export interface Html {
  readonly markup: string;
}

/**
 * Markup from a template. Whatever is put in is escaped unless `html` made it, so a text can never become markup; put
 * texts between tags or into quoted attributes only. Lists are joined, null stands for nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly (Insert | readonly Insert[])[]): Html {
  const inserts = values.map((value) => (isList(value) ? value.map(rendered).join('') : rendered(value)));
  return { markup: parts.map((part, n) => part + (inserts[n] ?? '')).join('') };
}

type Insert = string | Html | null;

const isList = (value: Insert | readonly Insert[]): value is readonly Insert[] => Array.isArray(value);

const rendered = (value: Insert): string =>
  value === null ? '' : typeof value === 'string' ? escaped(value) : value.markup;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
