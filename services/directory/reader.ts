import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { briefly } from '../../shared/brief/briefly.ts';
import { hasRole, type Principal, worksIn } from '../../shared/identity/principal.ts';
import { type Role, staffRoles } from '../../shared/identity/roles.ts';
import { queryAll } from '../../shared/journal/dynamo.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import { getMany } from './batch.ts';
import { householdSchema, type Member } from './contract/household.ts';
import { commonsIdOf, isWholeCommunity, parsePlaceId } from './contract/places.ts';
import { type Post, postSchema } from './contract/post.ts';
import {
  type Community,
  communitySchema,
  type Premises,
  premisesSchema,
  type StaffMember,
  staffSchema,
} from './contract/records.ts';
import { includes, membersAt } from './domain/household.ts';
import { staffOnDuty } from './domain/on-duty.ts';
import { COMMON_AREA, normalBuilding, partOfCommons } from './domain/place.ts';
import { worksAt } from './domain/staff.ts';
import {
  addressSchema,
  buildingSchema,
  managerSchema,
  type PrincipalItem,
  personItemSchema,
  principalItemSchema,
  type TieItem,
} from './items.ts';
import {
  addressKey,
  BUILDINGS,
  buildingKey,
  communityKey,
  householdAddress,
  type Key,
  managerKey,
  POSTS,
  personKey,
  postsPartition,
  premisesKey,
  principalKey,
  staffKey,
} from './keys.ts';
import { postAt } from './post-history.ts';
import { tiesOf } from './residents.ts';

/** Somebody on duty. Who stands at several posts of a department is named once, with the first of them. */
export interface OnDuty extends Pick<StaffMember, 'roles' | 'skills' | 'skillLevels' | 'preferences'> {
  readonly staffId: string;
  readonly postId: string;
  /** Of the post. */
  readonly department: string;
}

/** Whose communities and buildings are meant. */
type Reach = Pick<Principal, 'communityIds' | 'buildings'>;

/** A person as far as they concern a caller. */
export interface PersonWithinReach {
  /** Only those to the caller's communities and buildings: homes there, past and to come, and the desk that entered them. */
  readonly ties: readonly TieItem[];
  /** Who works for the company, or has worked for it. */
  readonly member: StaffMember | undefined;
  /** Who works for it now. */
  readonly isStaff: boolean;
}

export interface DutyQuestion {
  readonly communityId: string;
  readonly buildingId: string;
  /** Only posts of this department; all when absent or null, as with the next two. */
  readonly department?: string | null | undefined;
  /** Only posts held by this role, and people who still have it. */
  readonly role?: string | null | undefined;
  /** Only people with this skill. */
  readonly skill?: string | null | undefined;
  /** ISO instant. */
  readonly at: string;
}

/** Rights end within this time. */
const PRINCIPAL_KEPT_MS = 60_000;
/** When many clocks run out together, their supervisors are the same few: asked for once, told alike. */
const DUTY_KEPT_MS = 2_000;
const CONTACT_KEPT_MS = 10_000;

/**
 * The one synchronous read across a wall: places, posts, rosters and rights, from the table `directory`. Holds no
 * personal data. Reads are eventually consistent, rosters up to two seconds old.
 */
export class DirectoryReader {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;
  readonly #principal: (sub: string) => Promise<PrincipalItem | undefined>;
  readonly #posts: (communityId: string) => Promise<Post[]>;
  readonly #standing: (staffIds: string) => Promise<StaffMember[]>;

  /** @param now epoch milliseconds */
  constructor(doc: DynamoDBDocumentClient, directoryTable: string, now: () => number = Date.now) {
    this.#doc = doc;
    this.#table = directoryTable;
    this.#now = now;
    this.#principal = briefly(PRINCIPAL_KEPT_MS, (sub) => this.#get(principalKey(sub), principalItemSchema), now);
    this.#posts = briefly(DUTY_KEPT_MS, (communityId) => this.#readPosts(communityId), now);
    this.#standing = briefly(DUTY_KEPT_MS, (staffIds) => this.staffOnRecord(staffIds.split(' ').filter(Boolean)), now);
  }

  /**
   * Who a token's subject is now: kept for a minute, so rights end that soon. Roles are those that both the directory
   * and the token name, and what a role reaches goes with it.
   */
  async principalBySub(sub: string, tokenRoles: readonly Role[]): Promise<Principal | undefined> {
    const item = await this.#principal(sub);
    if (!item) return undefined;
    const { stays, worksUntil, revision: _, ...rights } = item;
    const at = this.#instant();
    const works = worksAt({ worksUntil }, at);
    const roles = item.roles.filter((role) => tokenRoles.includes(role) && (works || !staffRoles.includes(role)));
    const premisesIds = item.premisesIds.filter((id) => stays?.[id]?.some((stay) => includes(stay, at)) ?? true);
    const principal = { ...rights, roles, premisesIds };
    return {
      ...principal,
      ...(!hasRole(principal, ...staffRoles) && { staffId: null, communityIds: [], buildings: undefined }),
      ...(!hasRole(principal, 'owner') && { personId: null, premisesIds: [] }),
    };
  }

  /** @param id of premises, of premises apart from their household, or of a common area: `placeIdSchema` */
  async premises(id: string): Promise<Premises | undefined> {
    const place = parsePlaceId(id);
    if (place.of === 'commons') return await this.#commons(id, place);
    const premises = await this.#get(premisesKey(place.premisesId), premisesSchema);
    return premises && { ...premises, id };
  }

  /** A common area is there wherever its building or community is: nobody has to enter it. */
  async #commons(
    id: string,
    { communityId, buildingId }: { readonly communityId: string; readonly buildingId: string | null },
  ): Promise<Premises | undefined> {
    if (buildingId !== null) {
      const building = await this.#get(buildingKey(communityId, buildingId), buildingSchema);
      return building && commonsOf(building);
    }
    const community = await this.community(communityId);
    return community && { id, communityId, buildingId: id, entranceId: null, place: COMMON_AREA };
  }

  /** @param place as people write it, like `3栋1单元1201` */
  async premisesByAddress(communityId: string, place: string): Promise<Premises | undefined> {
    const address = await this.#get(addressKey(communityId, place), addressSchema);
    return address && (await this.premises(address.premisesId));
  }

  /** @param place as people write it, like `3栋公共区域`; `公共区域` alone is that of the whole community */
  async commonsByAddress(communityId: string, place: string): Promise<Premises | undefined> {
    const part = partOfCommons(place);
    const community = await this.community(communityId);
    if (part === '' || part === community?.name) return await this.premises(commonsIdOf(communityId, null));
    const items = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :buildings)',
      ExpressionAttributeValues: { ':pk': communityKey(communityId).pk, ':buildings': BUILDINGS },
    });
    const buildings = items.map((item) => buildingSchema.parse(item));
    const building = buildings.find(({ name }) => normalBuilding(name) === part);
    return building && commonsOf(building);
  }

  premisesOf(ids: readonly string[]): Promise<Premises[]> {
    return this.#getMany(ids.map(premisesKey), premisesSchema);
  }

  /** Who belongs to the household of premises at an ISO instant: nobody where none is known. One read. */
  async householdMembers(premisesId: string, at: string): Promise<Pick<Member, 'personId' | 'kind'>[]> {
    const { pk, state } = householdAddress(premisesId);
    const household = await this.#get({ pk, sk: state }, householdSchema);
    return household ? membersAt(household, Date.parse(at)).map(({ personId, kind }) => ({ personId, kind })) : [];
  }

  community(id: string): Promise<Community | undefined> {
    return this.#get(communityKey(id), communitySchema);
  }

  communities(ids: readonly string[]): Promise<Community[]> {
    return this.#getMany(ids.map(communityKey), communitySchema);
  }

  /** Those of them who work for the company now. */
  async staff(ids: readonly string[]): Promise<StaffMember[]> {
    const at = this.#instant();
    return (await this.staffOnRecord(ids)).filter((member) => worksAt(member, at));
  }

  /** Also who has left. */
  staffOnRecord(ids: readonly string[]): Promise<StaffMember[]> {
    return this.#getMany(ids.map(staffKey), staffSchema);
  }

  /** One member of staff, by a read that needs no right to read many. */
  staffMember(id: string): Promise<StaffMember | undefined> {
    return this.#get(staffKey(id), staffSchema);
  }

  /**
   * A person with a home, past or to come, in the caller's communities and buildings, entered by a desk there, or at work
   * there; undefined for others and for who does not exist. A home that was taken out again still ties: nobody may be
   * left whom no desk could enter elsewhere or erase.
   */
  async withinReach(personId: string, caller: Reach): Promise<PersonWithinReach | undefined> {
    const [all, [member]] = await Promise.all([
      tiesOf(this.#doc, this.#table, personId),
      this.staffOnRecord([personId]),
    ]);
    const ties = await this.#tiesWithin(all, caller);
    const works = member?.communityIds.some((id) => caller.communityIds.includes(id)) ?? false;
    if (ties.length === 0 && !works) return undefined;
    return { ties, member, isStaff: member !== undefined && worksAt(member, this.#instant()) };
  }

  async #tiesWithin(ties: readonly TieItem[], caller: Reach): Promise<TieItem[]> {
    const here = ties.filter(({ communityId }) => caller.communityIds.includes(communityId));
    if (caller.buildings === undefined) return here;
    const premises = await this.premisesOf(here.flatMap(({ premisesId }) => premisesId ?? []));
    const buildings = new Map(premises.map(({ id, buildingId }) => [id, buildingId]));
    return here.filter(({ communityId, premisesId = '' }) => worksIn(caller, communityId, buildings.get(premisesId)));
  }

  /** A post with the roster that held at an ISO instant, also one in the past (R154). */
  postAt(post: Post, at: string): Promise<Post> {
    return postAt(this.#doc, this.#table, post, at);
  }

  /**
   * Who is on duty for a building at an instant, in the order of posts and rosters. Empty when nobody is: what then
   * happens is the caller's to decide. An instant in the past is answered by the rosters that held then.
   */
  async onDuty({ communityId, buildingId, department, role, skill, at }: DutyQuestion): Promise<OnDuty[]> {
    const able = (await this.#posts(communityId)).filter(
      (post) => post.department === (department ?? post.department) && post.role === (role ?? post.role),
    );
    const here = able.filter(({ buildings }) => buildings === '*' || buildings.includes(buildingId));
    // Where each post has its buildings, what belongs to none of them is everybody's.
    const posts = here.length === 0 && isWholeCommunity(buildingId) ? able : here;
    const standing = new Map<string, { staffId: string; post: Post }>();
    for (const post of await Promise.all(posts.map((one) => this.postAt(one, at))))
      for (const staffId of staffOnDuty(post.roster, Date.parse(at))) {
        const once = `${post.department}/${staffId}`;
        if (!standing.has(once)) standing.set(once, { staffId, post });
      }
    const staffIds = new Set([...standing.values()].map(({ staffId }) => staffId));
    const staff = new Map((await this.#standing([...staffIds].join(' '))).map((member) => [member.id, member]));
    return [...standing.values()].flatMap(({ staffId, post }) => {
      const member = staff.get(staffId);
      if (!member || !worksAt(member, at)) return [];
      const { roles, skills, skillLevels, preferences } = member;
      const more = { ...(skillLevels && { skillLevels }), ...(preferences && { preferences }) };
      const fits = (!skill || skills.some((one) => one === skill)) && (!role || roles.some((one) => one === role));
      return fits ? [{ staffId, postId: post.id, department: post.department, roles, skills, ...more }] : [];
    });
  }

  /**
   * The last resort of every escalation.
   * @throws Error when the company has none: no alarm may end silently
   */
  async manager(): Promise<string> {
    const manager = await this.#get(managerKey, managerSchema);
    if (!manager) throw new Error('the company has no manager');
    return manager.staffId;
  }

  #instant(): string {
    return new Date(this.#now()).toISOString();
  }

  async #readPosts(communityId: string): Promise<Post[]> {
    const items = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :posts)',
      ExpressionAttributeValues: { ':pk': postsPartition(communityId), ':posts': POSTS },
    });
    return items.map((item) => postSchema.parse(item));
  }

  async #get<S extends z.ZodType>(key: Key, schema: S): Promise<z.output<S> | undefined> {
    const { Item } = await this.#doc.send(new GetCommand({ TableName: this.#table, Key: key }));
    return Item && schema.parse(Item);
  }

  async #getMany<S extends z.ZodType>(keys: readonly Key[], schema: S): Promise<z.output<S>[]> {
    return (await getMany(this.#doc, this.#table, keys)).map((item) => schema.parse(item));
  }
}

const commonsOf = ({ id, communityId, name }: z.infer<typeof buildingSchema>): Premises => ({
  id: commonsIdOf(communityId, id),
  communityId,
  buildingId: id,
  entranceId: null,
  place: `${name}${COMMON_AREA}`,
});

/** How somebody is reached, in the clear: for the moment of sending, never for a log or an event. */
export interface Contact {
  /** Of a resident or of a member of staff. */
  readonly personId: string;
  readonly name: string;
  /** E.164, like `+8613800138000`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** Reads the table `people`. Only directory and notification hold the rights for it. */
export class PeopleReader {
  readonly #contact: (personId: string) => Promise<Contact | undefined>;

  /** @param now epoch milliseconds */
  constructor(doc: DynamoDBDocumentClient, peopleTable: string, vault: PersonalVault, now: () => number = Date.now) {
    const read = async (personId: string): Promise<Contact | undefined> => {
      const { Item } = await doc.send(new GetCommand({ TableName: peopleTable, Key: personKey(personId) }));
      if (!Item) return undefined;
      const { sealed } = personItemSchema.parse(Item);
      if (!sealed) return undefined;
      const { name = '', phone = null, email = null } = await vault.open(personId, sealed);
      return { personId, name, phone, email };
    };
    this.#contact = briefly(CONTACT_KEPT_MS, read, now);
  }

  /** In the order asked for; who is not known, or erased, is missing. Up to ten seconds old. */
  async contacts(personIds: readonly string[]): Promise<Contact[]> {
    return (await Promise.all(personIds.map((id) => this.#contact(id)))).flatMap((contact) => contact ?? []);
  }
}
