import { KMSClient } from '@aws-sdk/client-kms';
import type { CompanyProfile } from '../../infra/company-profile.ts';
import { residentsOf, seedPeople, seedPlaces } from '../../infra/operations/seed-directory.ts';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { seedSettings } from '../../services/sla/seed.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { phoneHash } from '../../shared/personal/search.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';

/** Writes what `npm run seed` writes, into the tables in memory; a person's `sub` is the user name. */
export async function seedCompany(profile: CompanyProfile, now: string): Promise<void> {
  const { id, timeZone, calendars, policies: overrides } = profile;
  const doc = documentClient();
  const store = new DirectoryStore(doc, 'directory', id);
  const kms = new KMSClient({});
  const vault = new PersonalVault(kms, 'personal-key');
  const people = new PeopleStore(doc, 'people', vault, (phone) => phoneHash(kms, 'search-key', phone));
  const actor = { type: 'system', id: 'seed' } as const;
  await seedPlaces(store, profile);
  // The daily look at a post belongs to no request, like the sweeps' own calls: no post is watched here.
  const posts = profile.posts.map(({ roundTheClock: _, ...post }) => post);
  await seedPeople(
    store,
    people,
    { ...profile, posts },
    { at: now, actor, correlationId: 'seed', causationId: 'seed' },
  );
  for (const { username, ...rights } of residentsOf(profile)) await store.addPrincipals([{ ...rights, sub: username }]);
  await seedSettings(new Journal(doc, 'sla', id), { timeZone, calendars, overrides }, now);
}
