import * as z from 'zod';

const mobile = '1[3-9]\\d{9}';
/** Area code without its 0, and the number. */
const landline = '(?:10|2\\d|[3-9]\\d{2})\\d{7,8}';
/** 400 and 800: a company's number for the whole country, without an area code. */
const hotline = '[48]00\\d{7}';
const national = new RegExp(`^(?:(${mobile}|${hotline})|0(${landline}))$`);
const withCountry = new RegExp(`^(?:\\+|00)86(?:(${mobile}|${hotline})|0?(${landline}))$`);
/** `86 138…` without a plus is said too, but a landline would be ambiguous then. */
const bareCountry = new RegExp(`^86(${mobile})$`);
const foreign = /^(?:\+|00)(?!86)([1-9]\d{6,14})$/;

/**
 * A phone number as people say it, in E.164: `138 0013 8000`, `+86 13800138000`, `0571-88886666`, `400-810-8888`,
 * `+852 9123 4567`. Numbers without a country code are mainland ones; full-width digits and dashes are as good as others.
 */
export const phoneSchema = z
  .string()
  .max(40)
  .transform((text, context) => {
    const plain = text.normalize('NFKC').replace(/[\s()\p{Pd}]/gu, '');
    const mainland = national.exec(plain) ?? withCountry.exec(plain) ?? bareCountry.exec(plain);
    if (mainland) return `+86${mainland[1] ?? mainland[2]}`;
    const abroad = foreign.exec(plain)?.[1];
    if (abroad) return `+${abroad}`;
    context.addIssue({ code: 'custom', message: 'not a phone number' });
    return z.NEVER;
  });
