import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidates, recipientsOf } from '../../services/notification/domain/recipients.ts';

const MANAGER = 'zhou-lan';
const of = (candidates: Partial<Candidates>) =>
  recipientsOf({ onDuty: [], copies: [], holder: null, ...candidates }, async () => MANAGER);

describe('who is told of a breach', () => {
  it('is the supervisor on duty, with customer service in copy', async () => {
    expect(await of({ onDuty: ['zhao-gang'], copies: ['chen-jing'], holder: 'li-ming' })).toEqual({
      to: ['zhao-gang'],
      copies: ['chen-jing'],
    });
  });

  it('is the manager when nobody is on duty', async () => {
    expect(await of({ copies: ['chen-jing'] })).toEqual({ to: [MANAGER], copies: ['chen-jing'] });
  });

  it('is not who held the work order, as long as there is anybody else', async () => {
    expect(await of({ onDuty: ['zhao-gang', 'qian-wei'], copies: ['zhao-gang'], holder: 'zhao-gang' })).toEqual({
      to: ['qian-wei'],
      copies: [],
    });
    expect((await of({ onDuty: ['zhao-gang'], holder: 'zhao-gang' })).to).toEqual([MANAGER]);
    expect((await of({ onDuty: [MANAGER], holder: MANAGER })).to).toEqual([MANAGER]);
  });

  it('R023: is not whom the complaint is about, neither to act nor to read along', async () => {
    expect(
      await of({ onDuty: ['zhao-gang', 'qian-wei'], copies: ['zhao-gang', 'chen-jing'], about: 'zhao-gang' }),
    ).toEqual({ to: ['qian-wei'], copies: ['chen-jing'] });
    expect((await of({ onDuty: ['zhao-gang'], about: 'zhao-gang' })).to).toEqual([MANAGER]);
  });

  it('asks for the manager only when needed', async () => {
    const nobody = () => Promise.reject(new Error('not to be asked'));
    await expect(recipientsOf({ onDuty: ['zhao-gang'], copies: [], holder: null }, nobody)).resolves.toMatchObject({
      to: ['zhao-gang'],
    });
  });

  it('is never nobody, and never anybody twice', async () => {
    const staffId = fc.constantFrom('a', 'b', 'c', MANAGER);
    await fc.assert(
      fc.asyncProperty(
        fc.record({ onDuty: fc.array(staffId), copies: fc.array(staffId), holder: fc.option(staffId) }),
        async (candidates) => {
          const { to, copies } = await of(candidates);
          expect(to.length).toBeGreaterThan(0);
          expect(new Set([...to, ...copies]).size).toBe(to.length + copies.length);
          expect(copies).not.toContain(candidates.holder);
          if (candidates.onDuty.some((one) => one !== candidates.holder)) expect(to).not.toContain(candidates.holder);
        },
      ),
    );
  });
});
