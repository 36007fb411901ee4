import { createHmac } from 'node:crypto';
import {
  GenerateMacCommand,
  KMSClient,
  KMSInvalidMacException,
  KMSInvalidStateException,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { LINK_DAYS, openLink, signLink } from '../../../shared/link/signed-link.ts';

const mock = mockClient(KMSClient);
const kms = new KMSClient({});
const now = '2026-11-25T02:00:00.000Z';
const requestId = '0f8b6a52-2a0c-4f0a-9a54-3f6d2f1f9b11';
const later = (seconds: number): string => new Date(Date.parse(now) + seconds * 1000).toISOString();
const week = LINK_DAYS * 86_400;
const open = async (token: string, at = now, key = 'key-1') => await openLink(kms, key, token, at);
const sign = async (id = requestId) => await signLink(kms, 'key-1', id, now);

beforeEach(() => {
  mock.reset();
  const mac = (key: string, message: Uint8Array) => createHmac('sha256', key).update(message).digest();
  mock.on(GenerateMacCommand).callsFake(({ KeyId, Message }) => ({ Mac: mac(KeyId, Message) }));
  mock.on(VerifyMacCommand).callsFake(({ KeyId, Message, Mac }) => {
    if (mac(KeyId, Message).equals(Mac)) return { MacValid: true };
    throw new KMSInvalidMacException({ message: '', $metadata: {} });
  });
});

test('a link opens its case for seven days, to the second', async () => {
  const token = await sign();
  expect(await open(token)).toBe(requestId);
  expect(await open(token, later(week - 1))).toBe(requestId);
  expect(await open(token, later(week))).toBeUndefined();
});

test('a link fits into an address as it is', async () => {
  expect(await sign()).toMatch(/^[\w.-]+$/);
  expect((await sign()).length).toBeLessThan(100);
});

describe('does not open', () => {
  test('another case, a later end or another signature', async () => {
    const [id, until, mac] = (await sign()).split('.');
    const other = (await sign('11111111-2a0c-4f0a-9a54-3f6d2f1f9b11')).split('.');
    const longer = (Number.parseInt(until ?? '', 36) + 1).toString(36);
    for (const forged of [
      [other[0], until, mac],
      [id, longer, mac],
      [id, until, other[2]],
    ])
      expect(await open(forged.join('.'))).toBeUndefined();
  });

  test('under another key', async () => {
    expect(await open(await sign(), now, 'key-2')).toBeUndefined();
  });

  test('what is malformed, and asks KMS nothing', async () => {
    const [id, until, mac] = (await sign()).split('.');
    const malformed = [
      '',
      '.',
      '..',
      `${id}.${until}`,
      `${id}.${until}.`,
      `${id}.${until}.${mac}x`,
      `${id}.${until}.${mac}.`,
      `${id}/../x.${until}.${mac}`,
      `${'x'.repeat(65)}.${until}.${mac}`,
      `${id}.${until?.toUpperCase()}.${mac}`,
      `${id}.-1.${mac}`,
      `${id}.${until}.${mac}\n`,
    ];
    for (const token of malformed) expect(await open(token), token).toBeUndefined();
    expect(mock.commandCalls(VerifyMacCommand)).toHaveLength(0);
  });

  test('what is over, and asks KMS nothing', async () => {
    await open(await sign(), later(week));
    expect(mock.commandCalls(VerifyMacCommand)).toHaveLength(0);
  });
});

test('a key that cannot be used is an error, not a wrong link', async () => {
  const token = await sign();
  mock.on(VerifyMacCommand).rejects(new KMSInvalidStateException({ message: 'pending deletion', $metadata: {} }));
  await expect(open(token)).rejects.toThrow(KMSInvalidStateException);
});
