import type { Post, Roster } from '../../services/directory/contract/post.ts';
import type { StaffMember } from '../../services/directory/contract/records.ts';

export const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** 李明 by day, 张强 by night. */
export const roundTheClock: Roster = {
  timeZone: 'Asia/Shanghai',
  shifts: [
    { staffId: 'li-ming', days: [...everyDay], from: '08:00', to: '20:00' },
    { staffId: 'zhang-qiang', days: [...everyDay], from: '20:00', to: '08:00' },
  ],
};

export const technicians: Post = {
  id: 'yunshan.technicians',
  communityId: 'yunshan',
  department: 'engineering',
  role: 'technician',
  buildings: '*',
  roster: roundTheClock,
};

export const member = (id: string, more: Partial<StaffMember> = {}): StaffMember => ({
  id,
  roles: ['technician'],
  department: 'engineering',
  skills: ['general'],
  communityIds: ['yunshan'],
  ...more,
});

/** Ten in the morning and three at night in Shanghai, of a Wednesday. */
export const morning = '2026-11-25T02:00:00.000Z';
export const night = '2026-11-24T19:00:00.000Z';

export const cause = {
  at: morning,
  actor: { type: 'staff', id: 'zhou-lan' },
  correlationId: 'c1',
  causationId: 'call-1',
} as const;
