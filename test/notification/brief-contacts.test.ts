import { expect, it } from 'vitest';
import { BriefContacts } from '../../services/notification/brief-contacts.ts';
import { contacts } from './world.ts';

it('asks for a person once in ten seconds, and for those only who are not known', async () => {
  const asked: string[][] = [];
  let now = 0;
  const brief = new BriefContacts(
    {
      contacts: async (ids) => {
        asked.push([...ids]);
        return contacts.filter(({ staffId }) => ids.includes(staffId));
      },
    },
    () => now,
  );
  const names = async (...ids: string[]) => (await brief.contacts(ids)).map(({ name }) => name);

  expect(await names('zhao-gang', 'li-ming')).toEqual(['赵刚', '李明']);
  expect(await names('zhao-gang', 'chen-jing')).toEqual(['赵刚', '陈静']);
  now = 9_999;
  expect(await names('li-ming')).toEqual(['李明']);
  expect(asked).toEqual([['zhao-gang', 'li-ming'], ['chen-jing']]);

  now = 10_000;
  expect(await names('li-ming')).toEqual(['李明']);
  expect(await names('nobody')).toEqual([]);
  expect(await names('nobody')).toEqual([]);
  expect(asked.slice(2)).toEqual([['li-ming'], ['nobody'], ['nobody']]);
});

it('does not lose somebody who becomes too old while another is being asked for', async () => {
  let now = 0;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const brief = new BriefContacts(
    {
      contacts: async (ids) => {
        if (ids.includes('chen-jing')) await answered;
        return contacts.filter(({ staffId }) => ids.includes(staffId));
      },
    },
    () => now,
  );
  await brief.contacts(['zhao-gang']);
  now = 9_999;
  const both = brief.contacts(['zhao-gang', 'chen-jing']);
  now = 10_000;
  await brief.contacts(['li-ming']);
  answer();
  expect((await both).map(({ staffId }) => staffId)).toEqual(['zhao-gang', 'chen-jing']);
});
