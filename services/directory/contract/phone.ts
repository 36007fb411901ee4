import * as z from 'zod';

const mobile = '1\\d{10}';
/** Area code without its 0, and the number. */
const landline = '(?:10|2\\d|[3-9]\\d{2})\\d{7,8}';
const national = new RegExp(`^(?:(${mobile})|0(${landline}))$`);
const withCountry = new RegExp(`^(?:\\+|00)?86(?:(${mobile})|0?(${landline}))$`);

/**
 * A phone number as people say it, in E.164: `138 0013 8000`, `+86 13800138000`, `0571-88886666`, `+852 9123 4567`.
 * Numbers without a country code are mainland ones.
 */
export const phoneSchema = z
  .string()
  .max(40)
  .transform((text, context) => {
    const plain = text.normalize('NFKC').replace(/[\s()-]/g, '');
    const mainland = national.exec(plain) ?? withCountry.exec(plain);
    if (mainland) return `+86${mainland[1] ?? mainland[2]}`;
    if (/^\+(?!86)[1-9]\d{6,14}$/.test(plain)) return plain;
    context.addIssue({ code: 'custom', message: 'not a phone number' });
    return z.NEVER;
  });
