import { type Address, addressOf, sharedAddress } from '../../shared/journal/address.ts';
import { communityOfPost } from './contract/ids.ts';
import { normalPlace } from './domain/place.ts';

/** Primary key of an item; see the README for what each answers. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const STATE = 'state';

export const communityKey = (id: string): Key => ({ pk: `community#${id}`, sk: STATE });
export const BUILDINGS = 'building#';
export const buildingKey = (communityId: string, id: string): Key => ({
  pk: `community#${communityId}`,
  sk: `${BUILDINGS}${id}`,
});
export const premisesKey = (id: string): Key => ({ pk: `premises#${id}`, sk: STATE });
export const addressKey = (communityId: string, place: string): Key => ({
  pk: `address#${communityId}`,
  sk: normalPlace(place),
});
export const staffKey = (id: string): Key => ({ pk: `staff#${id}`, sk: STATE });
export const principalKey = (sub: string): Key => ({ pk: `principal#${sub}`, sk: STATE });
export const COMPANY = 'company';
export const managerKey: Key = { pk: COMPANY, sk: 'manager' };

/** What the company's places have to do with a person: a partition each in table `directory`, without any name. */
export const residentPartition = (personId: string): string => `resident#${personId}`;
export const loginKey = (personId: string): Key => ({ pk: residentPartition(personId), sk: 'login' });
export const TIES = 'tie#';
export const homeKey = (personId: string, premisesId: string): Key => ({
  pk: residentPartition(personId),
  sk: `${TIES}home#${premisesId}`,
});
export const deskKey = (personId: string, communityId: string): Key => ({
  pk: residentPartition(personId),
  sk: `${TIES}desk#${communityId}`,
});
/** What was done to a person's data; the data themselves are in table `people`. */
export const personAddress = (personId: string): Address =>
  sharedAddress(residentPartition(personId), 'person', personId);

/** Until when somebody works here, beside what is known of them and the way to what they sign in with. */
export const termAddress = (staffId: string): Address => sharedAddress(staffKey(staffId).pk, 'staff', staffId);
export const staffLoginKey = (staffId: string): Key => ({ pk: staffKey(staffId).pk, sk: 'login' });
/** All staff of the company by their ids, in the company's one partition. */
export const STAFF = 'staff#';
export const staffListKey = (staffId: string): Key => ({ pk: COMPANY, sk: `${STAFF}${staffId}` });

// In table `people`:
export const personKey = (id: string): Key => ({ pk: `person#${id}`, sk: STATE });
export const READS = 'read#';
export const readKey = (personId: string, at: string, id: string): Key => ({
  pk: `person#${personId}`,
  sk: `${READS}${at}#${id}`,
});
/** A sensitive field under a data key of its own, in a partition of its own. */
export const sensitiveKey = (personId: string, field: string): Key => ({ pk: `sensitive#${personId}`, sk: field });
/** How often a member of staff has looked at people's data, by month like 2026-11. */
export const readCountKey = (staffId: string, month: string): Key => ({ pk: `reader#${staffId}`, sk: month });
export const phoneKey = (hash: string, personId: string): Key => ({ pk: `phone#${hash}`, sk: personId });

/** All posts of a community in one partition: one query tells who is on duty. */
export const postsPartition = (communityId: string): string => `community#${communityId}`;
export const POSTS = 'post#';
export const postAddress = (postId: string): Address =>
  sharedAddress(postsPartition(communityOfPost(postId)), 'post', postId);

/** What was said of a post's gaps, beside the row that wakes the sweep for it. */
export const watchAddress = (postId: string): Address => addressOf('roster-watch', postId);

/** A household has the partition of its premises' people to itself: one read leads from a flat to them. */
export const householdAddress = (premisesId: string): Address => addressOf('household', premisesId);

/** One per quarter and reviewer. */
export const reviewAddress = (quarter: string, staffId: string): Address =>
  addressOf('access-review', `${quarter}.${staffId}`);
