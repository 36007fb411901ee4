import { expect, test } from 'vitest';
import { briefly } from '../../../shared/brief/briefly.ts';

function counted<Answer>(answer: (key: string) => Promise<Answer>) {
  const asked: string[] = [];
  let at = 0;
  const kept = briefly(
    1000,
    (key: string) => {
      asked.push(key);
      return answer(key);
    },
    () => at,
  );
  const pass = (ms: number): void => {
    at += ms;
  };
  return { kept, asked, pass };
}

test('asks once while an answer is kept, and once for those who ask at the same time', async () => {
  const { kept, asked, pass } = counted(async (key) => `answer to ${key}`);
  expect(await Promise.all([kept('a'), kept('a'), kept('b')])).toEqual(['answer to a', 'answer to a', 'answer to b']);
  pass(999);
  await kept('a');
  expect(asked).toEqual(['a', 'b']);
  pass(1);
  await kept('a');
  expect(asked).toEqual(['a', 'b', 'a']);
});

test('a failure and an answer of undefined are not kept', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(undefined), Promise.resolve('here')];
  const { kept, asked } = counted(() => answers.shift() ?? Promise.resolve('asked too often'));
  await expect(kept('a')).rejects.toThrow('away');
  expect(await kept('a')).toBeUndefined();
  expect(await kept('a')).toBe('here');
  expect(await kept('a')).toBe('here');
  expect(asked).toHaveLength(3);
});

test('forgets all rather than grow without end', async () => {
  const { kept, asked } = counted(async (key) => key);
  for (let n = 0; n <= 1000; n++) await kept(String(n));
  await kept('0');
  expect(asked).toHaveLength(1002);
});
