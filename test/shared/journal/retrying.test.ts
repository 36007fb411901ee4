import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { retrying } from '../../../shared/journal/retrying.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
beforeEach(() => {
  vi.mocked(sleep).mockClear();
});

test('the first answer counts', async () => {
  const attempt = vi.fn(async () => 'done');
  expect(await retrying(attempt)).toBe('done');
  expect(attempt).toHaveBeenCalledTimes(1);
  expect(sleep).not.toHaveBeenCalled();
});

test('a concurrent change is tried again, from the reading on', async () => {
  const attempt = vi.fn(async () => 'done').mockRejectedValueOnce(new ConcurrentChange('1'));
  expect(await retrying(attempt)).toBe('done');
  expect(attempt).toHaveBeenCalledTimes(2);
});

test('five attempts at most, at most 0.3 s of pauses', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const attempt = vi.fn(async () => {
    throw new ConcurrentChange('again');
  });
  await expect(retrying(attempt)).rejects.toThrow(ConcurrentChange);
  expect(attempt).toHaveBeenCalledTimes(5);
  expect(vi.mocked(sleep).mock.calls.map(([pause]) => pause)).toEqual([20, 40, 80, 160]);
});

test.each([new KeyTaken('done'), new TypeError('ours')])('%s is not tried again', async (error) => {
  const attempt = vi.fn(async () => {
    throw error;
  });
  await expect(retrying(attempt)).rejects.toBe(error);
  expect(attempt).toHaveBeenCalledTimes(1);
});
