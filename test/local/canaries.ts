import type { Row } from './faults/journals.ts';

/** A canary, and where in a table it stands. */
export interface Found {
  /** Like `intake request#* state /description`: table, partition and row without their ids, field. */
  readonly place: string;
  readonly canary: string;
}

/**
 * Where people's own words may stand, and why. Everything else of a row is for machines: keys, events' published data,
 * once-records, counters, lists. Tables are encrypted under the company's key, and who reads a request reads its words.
 */
export const allowedPlaces: readonly { readonly place: string; readonly why: string }[] = [];

/** A text as other layers may have written it. */
export function spellings(text: string): string[] {
  const escaped = [...text].map((letter) =>
    letter > '~' ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
  );
  return [
    ...new Set([text, escaped.join(''), encodeURIComponent(text), Buffer.from(text).toString('base64').slice(0, -4)]),
  ];
}

/** Every field of a row that holds a canary. Texts of JSON are looked into. */
export function placesOf(table: string, row: Row, canaries: readonly string[]): Found[] {
  const { pk, sk, ...fields } = row;
  const where = `${table} ${withoutIds(pk)} ${withoutIds(sk)}`;
  const found: Found[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const inner = parsed(value);
      if (inner !== undefined) look(inner, `${path}:`);
      else
        for (const canary of canaries)
          if (spellings(canary).some((spelling) => value.includes(spelling)))
            found.push({ place: `${where} ${path}`, canary });
    } else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        look(inner, `${path}/${Array.isArray(value) ? '*' : name}`);
        if (!Array.isArray(value)) look(name, `${path}/(name)`);
      }
  };
  look({ pk, sk }, '(key)');
  look(fields, '');
  return found;
}

function parsed(text: string): object | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys begin with words of ours; ids and instants follow. An event's row is told by its version alone. */
const withoutIds = (key: string): string =>
  key
    .split('#')
    .map((part) => (/^[a-z]+(-[a-z]+)*$/.test(part) ? part : '*'))
    .join('#');
