import { afterEach, describe, expect, it } from 'vitest';
import { WecomRobotChannel } from '../../services/notification/channels/wecom-robot.ts';
import { localhost, type Provider, robot, robotAnswering } from './providers.ts';

/** What a robot is, beside what every channel keeps to (channel-contract.test.ts). */

const post = { text: '超时', mentioned: ['+8613800138006', '+6591234567'] };
const open: Provider[] = [];
afterEach(async () => {
  for (const provider of open.splice(0)) await provider.close();
});

async function at(started: Promise<Provider>) {
  const provider = await started;
  open.push(provider);
  let forgotten = 0;
  const host = `localhost:${provider.port}`;
  const channel = (address = `https://${host}/cgi-bin/webhook/send?key=k`) =>
    new WecomRobotChannel({
      secret: { read: async () => address, forget: () => void forgotten++ },
      hosts: [host],
      ca: localhost.cert,
    });
  return { provider, host, channel, forgotten: () => forgotten };
}

const answering = (errcode: number) => at(robotAnswering({ status: 200, body: JSON.stringify({ errcode }) }));

describe('a robot', () => {
  it('gets a text and the numbers to be called, as they are dialled at home', async () => {
    const { provider, channel } = await at(robot());
    await channel().send(post);
    expect(provider.handed.map(({ body }) => JSON.parse(body.toString()))).toEqual([
      { msgtype: 'text', text: { content: '超时', mentioned_mobile_list: ['13800138006', '+6591234567'] } },
    ]);
  });

  it.each([40008, 40058, 44004, 45002])('that finds fault with the message, %i, will never take it', async (code) => {
    const { channel } = await answering(code);
    await expect(channel().send(post)).rejects.toMatchObject({ name: 'Refused', reason: `wecom-${code}` });
  });

  it.each([-1, 45009, 999_999])('that is not able now, %i, has accepted nothing', async (code) => {
    const { channel, forgotten } = await answering(code);
    await expect(channel().send(post)).rejects.toMatchObject({ message: `wecom-${code}`, maybeAccepted: false });
    expect(forgotten()).toBe(0);
  });

  it.each([93000, 93004, 40014])('that is there no more, %i, may have a new address by the next try', async (code) => {
    const { channel, forgotten } = await answering(code);
    await expect(channel().send(post)).rejects.toMatchObject({ message: `wecom-${code}`, maybeAccepted: false });
    expect(forgotten()).toBe(1);
  });

  it.each(['', 'ok', '{}', '{"errcode":"0"}'])('that answers %j: nobody knows what that means', async (body) => {
    const { channel } = await at(robotAnswering({ status: 200, body }));
    await expect(channel().send(post)).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: true });
  });

  it.each([400, 403, 500, 503])('with status %i has accepted nothing', async (status) => {
    const { channel } = await at(robotAnswering({ status, body: '{"errcode":0}' }));
    await expect(channel().send(post)).rejects.toMatchObject({ message: `http-${status}`, maybeAccepted: false });
  });

  it.each([301, 302, 307, 308])('that sends us elsewhere, %i, is not followed', async (status) => {
    const { provider: other, host } = await at(robot());
    const { channel } = await at(robotAnswering({ status, headers: { Location: `https://${host}/` }, body: '' }));
    await expect(channel().send(post)).rejects.toMatchObject({ message: `http-${status}`, maybeAccepted: false });
    expect(other.handed).toEqual([]);
  });

  it('is called only at its own host, and only over TLS', async () => {
    const { provider, host, channel, forgotten } = await at(robot());
    const { port } = provider;
    const bad = [
      `http://${host}/`,
      `https://127.0.0.1:${port}/`,
      `https://[::1]:${port}/`,
      `https://2130706433:${port}/`,
      `https://localhost:${port + 1}/`,
      `https://${host}@169.254.169.254/`,
      `https://user:password@${host}/`,
      `https://${host}.example.com/`,
      'file:///etc/passwd',
      'not an address',
      '',
    ];
    for (const address of bad) {
      const error = await channel(address)
        .send(post)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: 'secret: not the address of a robot', maybeAccepted: false });
    }
    expect(provider.handed).toEqual([]);
    expect(forgotten()).toBe(bad.length);
  });

  it('lives at WeCom unless a test says otherwise', async () => {
    const address = 'https://qyapi.weixin.qq.com.example.com/cgi-bin/webhook/send?key=k';
    const channel = new WecomRobotChannel({ secret: { read: async () => address, forget: () => undefined } });
    await expect(channel.send(post)).rejects.toMatchObject({ message: 'secret: not the address of a robot' });
  });
});
