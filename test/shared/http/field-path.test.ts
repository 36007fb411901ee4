import { expect, test } from 'vitest';
import * as z from 'zod';
import { fieldPath } from '../../../shared/http/field-path.ts';

const schema = z
  .strictObject({
    'a/b~c': z.string(),
    spans: z.array(z.strictObject({ open: z.string() })).optional(),
    days: z.record(z.string(), z.strictObject({ name: z.string().nullable() })).default({}),
    choice: z.union([z.strictObject({ left: z.string() }), z.strictObject({ right: z.string() })]),
    piped: z.string().transform((text) => ({ text })),
  })
  .superRefine(() => undefined);

test.each([
  [[], ''],
  [['spans', 3, 'open'], '/spans/3/open'],
  [['a/b~c'], '/a~1b~0c'],
  [['days', '2026-12-24', 'name'], '/days/2026-12-24/name'],
  [['days', '张伟 13800138000', 'name'], '/days/*/name'],
  [['choice', 'right'], '/choice/right'],
  [['somewhere'], '/*'],
])('%j is shown as %s', (path, shown) => {
  expect(fieldPath(schema, path)).toBe(shown);
});

test('a schema that holds itself ends', () => {
  const tree = z.object({
    name: z.string(),
    get children() {
      return z.array(tree);
    },
  });
  expect(fieldPath(tree, ['children', 0, 'name'])).toBe('/children/0/name');
});
