import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { departmentSchema, rosterSchema, skillSchema } from '../services/directory/contract/post.ts';
import { communityKindSchema, staffSchema as staffMemberSchema } from '../services/directory/contract/records.ts';
import { priceListCommandSchema } from '../services/dispatch/contract/price-list.ts';
import { channelSettingsSchema } from '../services/notification/contract/channel-settings.ts';
import { clockKindSchema } from '../services/sla/contract/ids.ts';
import { limitSchema } from '../services/sla/contract/limit.ts';
import { roleSchema } from '../shared/identity/roles.ts';
import { calendarCommandSchema, calendarNameSchema } from '../shared/time/calendar.ts';
import { isDuration, parseDuration } from '../shared/time/durations.ts';
import { isTimeZone } from '../shared/time/wall-time.ts';
import { expandPlaces } from './places.ts';
import { type Fault, referenceFaults } from './profile-references.ts';

/**
 * One property company = one profile = one deployment. The places, people and posts in it are the first seed only;
 * afterwards they live in their service's table and are changed by API.
 */

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens only');
const text = z.string().trim().min(1).max(100);
const timeZone = z.string().refine(isTimeZone, 'not a known time zone like Asia/Shanghai');
/** Mobile number without country code, as people in the company write it. */
const phone = z.string().regex(/^1\d{10}$/, 'a mobile number of 11 digits');
const email = z.email('an e-mail address');

const staffRole = roleSchema.exclude(['owner']);

/** `from` to `to` buildings, each with so many entrances, each with the same rooms. */
const placesSchema = z.strictObject({
  buildings: z
    .strictObject({ from: z.int().min(1), to: z.int().max(9999) })
    .refine(({ from, to }) => from <= to, 'from must not be above to'),
  entrances: z.int().min(1).max(99),
  rooms: z.array(z.string().regex(/^[0-9A-Za-z]{1,8}$/, 'a room number like 1201')).min(1),
});

const communitySchema = z.strictObject({
  id,
  name: text,
  kind: communityKindSchema.optional(),
  places: z.array(placesSchema).min(1),
});

/** What differs from the policies that the product brings along; without a community it holds for all of them. */
const policyOverrideSchema = z.strictObject({
  policyKey: z.string(),
  communityId: id.optional(),
  clocks: z.partialRecord(
    clockKindSchema,
    z.strictObject({ limit: limitSchema.optional(), calendarId: calendarNameSchema.optional() }),
  ),
});

const contact = {
  id,
  username: id,
  name: text,
  phone,
  email,
  /** Who they are to an outside issuer: the `sub` of their tokens. Without it they cannot sign in there yet. */
  sub: z.string().trim().min(1).max(200).optional(),
};

const staffSchema = z.strictObject({
  ...contact,
  roles: z.array(staffRole).min(1),
  department: departmentSchema,
  skills: z.array(skillSchema),
  skillLevels: staffMemberSchema.shape.skillLevels,
  preferences: staffMemberSchema.shape.preferences,
});

const ownerSchema = z.strictObject({ ...contact, premises: z.array(z.string()).min(1) });

const postSchema = z.strictObject({
  /** Unique within its community. */
  id,
  communityId: id,
  department: departmentSchema,
  role: staffRole,
  /** Ids of buildings, or `*` for the whole community. */
  buildings: z.union([z.literal('*'), z.array(z.string()).min(1)]),
  roundTheClock: z.boolean().optional(),
  roster: rosterSchema,
});

const profileSchema = z.strictObject({
  /** Name of the deployment; part of every stack's name. */
  id: id.max(40),
  /** As people know it; the signature of every message. */
  name: text,
  locale: z.enum(['zh-CN', 'en']),
  timeZone,
  /** AWS region; `cn-*` is mainland China, with fewer services. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region like ap-southeast-1'),
  identity: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('cognito') }),
      z.strictObject({ kind: z.literal('oidc'), issuer: z.url({ protocol: /^https$/ }), audience: text }),
    ],
    'kind must be cognito or oidc',
  ),
  /** May be empty: messages are then recorded as failed for want of a channel. */
  channels: channelSettingsSchema,
  /** A household that has heard nothing of its request for so long is to be contacted (R072). */
  contactEvery: z
    .string()
    .refine((text) => isDuration(text) && parseDuration(text) > 0, 'not a duration like PT24H')
    .default('PT24H'),
  /** Where people reach the product, if not at the address of its API. */
  publicUrl: z.url().optional(),
  communities: z.array(communitySchema).min(1),
  calendars: z.array(calendarCommandSchema).min(1),
  policies: z.array(policyOverrideSchema),
  /** What work beyond the free services costs a household; absent: nothing has a listed price yet. */
  priceList: priceListCommandSchema.optional(),
  people: z.strictObject({ staff: z.array(staffSchema).min(1), owners: z.array(ownerSchema) }),
  posts: z.array(postSchema),
});

export type CompanyProfile = z.infer<typeof profileSchema>;

/** Tells every fault at once, each with its path and reason. */
class ProfileFaults extends Error {
  override readonly name = 'ProfileFaults';

  constructor(source: string, faults: readonly Fault[]) {
    const lines = faults.map(({ path, reason }) => `  ${z.core.toDotPath(path) || '(the profile)'}: ${reason}`);
    super(`${source} is not a good company profile:\n${lines.join('\n')}`);
  }
}

/**
 * @param source what to call it in the message
 * @throws ProfileFaults
 */
export function parseProfile(raw: unknown, source: string): CompanyProfile {
  const parsed = profileSchema.safeParse(raw);
  const communities = z.object({ communities: z.array(communitySchema) }).safeParse(raw).data;
  const faults: Fault[] = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ path, reason: message })),
    ...referenceFaults(raw, communities && expandPlaces(communities)),
  ];
  if (!parsed.success || faults.length > 0) throw new ProfileFaults(source, faults);
  return parsed.data;
}

const folder = join(import.meta.dirname, 'companies');

/**
 * The profile `infra/companies/<name>.json`.
 * @throws ProfileFaults
 */
export function loadProfile(name: string): CompanyProfile {
  const known = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
  if (!known.includes(name)) throw new Error(`No company profile "${name}". infra/companies has: ${known.join(', ')}`);
  const source = `infra/companies/${name}.json`;
  const profile = parseProfile(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')), source);
  if (profile.id !== name) throw new ProfileFaults(source, [{ path: ['id'], reason: `must be "${name}" as the file` }]);
  return profile;
}
