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
export const allowedPlaces: readonly { readonly place: string; readonly why: string }[] = [
  ...places('what the household reported: the desk and whoever is sent must read it (R003)', [
    'intake request#* state /description',
    'intake request#* event#* /private/description',
  ]),
  ...places(
    'what was answered, resolved, told and learnt: the household’s timeline, the record of the case (R011, R056)',
    [
      'intake request#* state /life/answer',
      'intake request#* state /life/improvementMeasure',
      'intake request#* state /life/result',
      'intake request#* event#* /private/answer',
      'intake request#* event#* /private/improvementMeasure',
      'intake request#* event#* /private/reason',
      'intake request#* event#* /private/result',
      'intake request#* event#* /private/text',
      'intake request#* timeline#*#* /text',
    ],
  ),
  ...places('messages between household and staff (R071)', ['intake request#* note#*#* /text']),
  ...places('what whoever was there says of the work, for colleagues (R062, R078)', [
    'dispatch work-order#* state /report/summary',
    'dispatch work-order#* event#* /private/note',
    'dispatch work-order#* event#* /private/summary',
  ]),
  ...places('why a deadline was missed, in the words of who answers for it: never told outside sla (R271)', [
    'sla request#* clock#* /cause/note',
    'sla request#* clock#* /exempted/note',
    'sla request#* event#clock#*#* /private/note',
  ]),
  ...places('why a deadline was extended, in the manager’s words: never told outside sla (R055)', [
    'sla request#* fact#* /fact/note',
  ]),
  ...places('why somebody looked at a person’s data: what a manager reviews (R268, R271)', [
    'people person#* read#*#* /reason',
    'intake request#* contact-read#*#* /reason',
  ]),
];

function places(why: string, all: readonly string[]): { readonly place: string; readonly why: string }[] {
  return all.map((place) => ({ place, why }));
}

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
