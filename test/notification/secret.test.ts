import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ParameterSecret } from '../../services/notification/channels/secret.ts';
import { capturedLines } from '../shared/captured-lines.ts';

const ssm = mockClient(SSMClient);
const lines = capturedLines();
let now = 0;
beforeEach(() => {
  ssm.reset();
  now = 0;
});

const secret = () => new ParameterSecret('/guanjia/demo/smtp', new SSMClient(), () => now);
const holds = (Value: string) => ssm.on(GetParameterCommand).resolves({ Parameter: { Value } });
const fails = () => ssm.on(GetParameterCommand).rejects(Object.assign(new Error('of /guanjia'), { name: 'Throttled' }));
const reads = () => ssm.commandCalls(GetParameterCommand);

describe('a secret', () => {
  it('is read decrypted when it is first needed, and kept for five minutes', async () => {
    holds('one');
    const it = secret();
    expect(reads()).toHaveLength(0);
    expect(await it.read()).toBe('one');
    expect(reads()[0]?.args[0].input).toEqual({ Name: '/guanjia/demo/smtp', WithDecryption: true });
    holds('two');
    now = 299_999;
    expect(await it.read()).toBe('one');
    now = 300_000;
    expect(await it.read()).toBe('two');
    expect(reads()).toHaveLength(2);
  });

  it('is read anew at once when it was not accepted', async () => {
    holds('old');
    const it = secret();
    await it.read();
    it.forget();
    holds('rotated');
    expect(await it.read()).toBe('rotated');
  });

  it('that cannot be read puts the message off: nothing has been sent', async () => {
    fails();
    await expect(secret().read()).rejects.toMatchObject({
      name: 'TryLater',
      message: 'secret: Throttled',
      maybeAccepted: false,
    });
  });

  it('that cannot be read again is used as it was', async () => {
    holds('one');
    const it = secret();
    await it.read();
    fails();
    now = 300_000;
    expect(await it.read()).toBe('one');
    expect(lines()).toMatchObject([{ message: 'secret cannot be read anew', parameter: '/guanjia/demo/smtp' }]);
    expect(JSON.stringify(lines())).not.toContain('one');
  });
});
