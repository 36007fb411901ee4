import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Cause } from '../../shared/events/envelope.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { draft } from '../../shared/journal/event-item.ts';
import { Journal, type Stored } from '../../shared/journal/journal.ts';
import { putMissing } from './batch.ts';
import { householdChanged, rosterPublished } from './contract/events.ts';
import { type Household, householdSchema } from './contract/household.ts';
import { type Post, postSchema, type Roster } from './contract/post.ts';
import type { communitySchema, Premises, StaffMember } from './contract/records.ts';
import type { Building, PrincipalItem, TieItem } from './items.ts';
import {
  addressKey,
  buildingKey,
  communityKey,
  deskKey,
  householdAddress,
  loginKey,
  managerKey,
  POSTS,
  postAddress,
  postsPartition,
  premisesKey,
  principalKey,
  staffKey,
  staffListKey,
  staffLoginKey,
} from './keys.ts';
import { followHousehold } from './residents.ts';
import { lookingAtOnce, newWatch } from './roster-watch.ts';

/** Writes to the table `directory`, and the reads that a write stands on. What others may read is in `reader.ts`. */
export class DirectoryStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #journal: Journal;

  constructor(doc: DynamoDBDocumentClient, table: string, company: string) {
    this.#doc = doc;
    this.#table = table;
    this.#journal = new Journal(doc, table, company);
  }

  post(postId: string): Promise<Stored<Post> | undefined> {
    return this.#journal.read(postAddress(postId), postSchema);
  }

  /** Posts of a community in the order of their ids. @param after id of the last post of the page before */
  async posts(communityId: string, limit: number, after?: string): Promise<{ posts: Stored<Post>[]; next: boolean }> {
    const pk = postsPartition(communityId);
    const { Items = [], LastEvaluatedKey } = await this.#doc.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :posts)',
        ExpressionAttributeValues: { ':pk': pk, ':posts': POSTS },
        ConsistentRead: true,
        Limit: limit,
        ExclusiveStartKey: after === undefined ? undefined : { pk, sk: `${POSTS}${after}` },
      }),
    );
    const posts = Items.map((item) => ({ version: Number(item.version), state: postSchema.parse(item) }));
    return { posts, next: LastEvaluatedKey !== undefined };
  }

  /**
   * Gives a post its next roster.
   * @returns the post's new version
   * @throws ConcurrentChange when the post is not at `version` any more
   */
  async publishRoster({ state, version }: Stored<Post>, roster: Roster, cause: Cause): Promise<number> {
    await this.#write({ ...state, roster, publishedAt: cause.at }, version, cause);
    return version + 1;
  }

  /**
   * Opens a post with its first roster. One that must be held day and night is watched from then on, also one that has
   * been there longer than the watch (R142).
   * @returns false when the post is there already, whatever its roster now
   */
  async openPost(post: Post, cause: Cause): Promise<boolean> {
    const there = await this.post(post.id);
    if (there?.state.roundTheClock) await this.#add([newWatch(post.id, cause.at)]);
    if (there) return false;
    return await made(this.#write(post, 0, cause));
  }

  #write(post: Post, expectedVersion: number, cause: Cause): Promise<void> {
    const published = draft(rosterPublished, { postId: post.id, version: expectedVersion + 1 }, { post });
    return this.#journal.write({
      cause,
      changes: [{ address: postAddress(post.id), expectedVersion, state: post, events: [published] }],
      also: post.roundTheClock ? [lookingAtOnce(this.#table, post.id, cause.at)] : [],
    });
  }

  household(premisesId: string): Promise<Stored<Household> | undefined> {
    return this.#journal.read(householdAddress(premisesId), householdSchema);
  }

  /** Enters the first people of premises. @returns false when there are some already */
  async openHousehold(household: Household, cause: Cause): Promise<boolean> {
    if (await this.household(household.premisesId)) return false;
    return await made(this.#writeHousehold(household, undefined, cause));
  }

  /**
   * Gives premises their people as they are from now on; homes and rights of these people follow in the same write.
   * @param before as it was read; undefined where no household was known
   * @returns the household's new version
   * @throws ConcurrentChange when it is not as it was read any more
   */
  async changeHousehold(household: Household, before: Stored<Household> | undefined, cause: Cause): Promise<number> {
    await this.#writeHousehold(household, before, cause);
    return (before?.version ?? 0) + 1;
  }

  async #writeHousehold(household: Household, before: Stored<Household> | undefined, cause: Cause): Promise<void> {
    const { premisesId } = household;
    const expectedVersion = before?.version ?? 0;
    const changed = draft(householdChanged, { premisesId, version: expectedVersion + 1 }, { household });
    const address = householdAddress(premisesId);
    await this.#journal.write({
      cause,
      changes: [{ address, expectedVersion, state: household, events: [changed] }],
      also: await followHousehold(this.#doc, this.#table, before?.state, household),
    });
  }

  /** The write that ties a person to the community whose desk enters them, for a transaction of the caller's. */
  tyingToDesk(personId: string, communityId: string): TransactItem {
    const tie: TieItem = { personId, communityId };
    return { Put: { TableName: this.#table, Item: { ...deskKey(personId, communityId), ...tie } } };
  }

  // The first seed: each writes what is not there yet and tells how many that were.

  addCommunities(communities: readonly z.input<typeof communitySchema>[]): Promise<number> {
    return this.#add(communities.map((community) => ({ ...communityKey(community.id), ...community })));
  }

  addBuildings(buildings: readonly Building[]): Promise<number> {
    return this.#add(buildings.map((building) => ({ ...buildingKey(building.communityId, building.id), ...building })));
  }

  /** Premises, and for each the way to it from its community and place. */
  async addPremises(premises: readonly Premises[]): Promise<number> {
    await this.#add(
      premises.map(({ id, communityId, place }) => ({ ...addressKey(communityId, place), premisesId: id })),
    );
    return await this.#add(premises.map((one) => ({ ...premisesKey(one.id), ...one })));
  }

  /** Staff, each also in the list of all. */
  async addStaff(staff: readonly StaffMember[]): Promise<number> {
    await this.#add(staff.map(({ id }) => staffListKey(id)));
    return await this.#add(staff.map((member) => ({ ...staffKey(member.id), ...member })));
  }

  /** Rights of those who may sign in, and for each person and member of staff the way to them. */
  async addPrincipals(principals: readonly PrincipalItem[]): Promise<number> {
    const logins = principals.flatMap(({ personId, staffId, sub }) => [
      ...(personId ? [{ ...loginKey(personId), sub }] : []),
      ...(staffId ? [{ ...staffLoginKey(staffId), sub }] : []),
    ]);
    await this.#add(logins);
    return await this.#add(principals.map((principal) => ({ ...principalKey(principal.sub), ...principal })));
  }

  /** Names the member of staff who is told when nobody else can be. */
  nameManager(staffId: string): Promise<number> {
    return this.#add([{ ...managerKey, staffId }]);
  }

  #add<Item extends { pk: string; sk: string }>(items: readonly Item[]): Promise<number> {
    return putMissing(this.#doc, this.#table, items);
  }
}

/** Whether this write made what another one may have made a moment before. */
async function made(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConcurrentChange) return false;
    throw error;
  }
}
