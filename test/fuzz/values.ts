import type { Random } from '../sla/simulation/random.ts';
import type { Schema } from './document.ts';

/** Stands in every odd text, so that an echo of it can be seen anywhere. */
export const CANARY = 'kanarie7';
/** The same for odd numbers. */
export const CANARY_NUMBER = 31_415_926_535;

const known: Readonly<Record<string, readonly string[]>> = {
  premisesId: ['yunshan-3-1-1201', 'yunshan-3-1-1201', 'trial-1-1-101', 'none'],
  communityId: ['yunshan', 'yunshan', 'trial', 'none'],
  place: ['3栋1单元1201', '1栋1单元101', '9栋'],
  timeZone: ['Asia/Shanghai'],
  staffId: ['li-ming', 'zhang-qiang', 'ding-hao', 'none'],
};

/** Texts of the forms that our schemas ask for; the pattern picks those that fit. */
const formed = [
  'yunshan',
  'yunshan.technicians',
  'repair.urgent',
  '24x7',
  'service',
  'workday',
  '08:00',
  '20:00',
  '24:00',
  'PT10M',
  'workday(3)',
  'agreed(P7D)',
  '2026-11-25T02:00:00.000Z',
  '2026-11-25T02:00:00Z',
  '2026-11-25',
  'x1',
];

/** A value that the schema accepts, as far as it can be told. @param name of the field, for what only its name tells */
export function likely(schema: Schema, name: string, random: Random): unknown {
  const { type, properties, items, required, additionalProperties } = schema;
  const choices = list(schema.anyOf ?? schema.oneOf);
  if (choices.length > 0) return likely(object(random.oneOf(choices)), name, random);
  if (schema.const !== undefined) return schema.const;
  const options = list(schema.enum);
  if (options.length > 0) return random.oneOf(options);
  switch (type) {
    case 'object': {
      const must = list(required);
      const fields = Object.entries(object(properties)).filter(
        ([field]) => must.includes(field) || random.happens(0.5),
      );
      const values = fields.map(([field, one]): [string, unknown] => [field, likely(object(one), field, random)]);
      const more = isObject(additionalProperties) && random.happens(0.3);
      return Object.fromEntries([
        ...values,
        ...(more ? [['2026-12-24', likely(object(additionalProperties), name, random)] as const] : []),
      ]);
    }
    case 'array': {
      const count = random.between(Number(schema.minItems ?? 0), Math.min(Number(schema.maxItems ?? 3), 3));
      return Array.from({ length: count }, () => likely(object(items), name, random));
    }
    case 'integer':
      return random.between(Number(schema.minimum ?? 0), Math.min(Number(schema.maximum ?? 50), 50));
    case 'number':
      return random.oneOf([0.8, 0.5, 1]);
    case 'boolean':
      return random.happens(0.5);
    case 'null':
      return null;
    default:
      return text(schema, name, random);
  }
}

function text(schema: Schema, name: string, random: Random): string {
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern) : /^/;
  const fitting = [...(known[name] ?? []), ...formed].filter((one) => pattern.test(one));
  const own = known[name]?.filter((one) => pattern.test(one)) ?? [];
  if (own.length > 0) return random.oneOf(own);
  return fitting.length > 0 && random.happens(0.8) ? random.oneOf(fitting) : '厨房水管漏水';
}

const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u3000\n',
  CANARY,
  `\u0000\u0007${CANARY}`,
  `\u202e${CANARY}\u200d`,
  `\ud800${CANARY}`,
  `👨‍👩‍👧‍👦𠮷${CANARY}`,
  `e\u0301${CANARY}`,
  `' OR 1=1 -- ${CANARY}`,
  `../../${CANARY}`,
  `..%2f${CANARY}%00`,
  `%${CANARY}`,
  `<script>${CANARY}</script>`,
  `${CANARY}\r\nX-Evil: 1`,
  `\u001b[31m${CANARY}`,
  `=cmd|${CANARY}`,
  `#state#${CANARY}`,
  `+8613800138000 ${CANARY}`,
  `１３８００${CANARY}`,
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '1e3',
  '-1',
  '2026-02-30',
  '2026-02-30T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2026-11-25T02:00:00.000+14:00',
  '+002026-11-25T02:00:00.000Z',
  'PT0S',
  'P99999999Y',
  '-PT1M',
  'workday(0)',
  'workday(99999)',
  'Asia/Nowhere',
  CANARY.repeat(520),
  '水'.repeat(4001),
];

export const oddText = (random: Random): string => random.oneOf(oddTexts);

/** Something that no schema of ours asks for. */
export function oddValue(random: Random): unknown {
  return random.weighted<() => unknown>([
    [8, () => oddText(random)],
    [
      4,
      () =>
        random.oneOf([0, -0, -1, 1.5, 0.001, 1e308, -1e308, 2 ** 53 + 1, CANARY_NUMBER, Number.MAX_SAFE_INTEGER, null]),
    ],
    [1, () => random.happens(0.5)],
    [2, () => random.oneOf([[], [CANARY], [[[]]], Array.from({ length: 500 }, () => CANARY)])],
    [2, () => random.oneOf<object>([{}, { [CANARY]: CANARY }, { length: 1 }, { toString: CANARY }])],
    [1, () => nested(200)],
  ])();
}

function nested(depth: number): unknown {
  let value: unknown = CANARY;
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
