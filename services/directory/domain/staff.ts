import type { StaffMember, StaffTerm } from '../contract/records.ts';

/** Whether somebody is at work for the company at an ISO instant: who has left holds no post and no rights. */
export const worksAt = ({ worksUntil }: Pick<StaffMember, 'worksUntil'>, at: string): boolean =>
  worksUntil === undefined || at < worksUntil;

/** One step in somebody's time with the company, as it stands with its event in the journal, unpublished. */
export type StaffFact = { readonly type: 'leaves'; readonly worksUntil: string } | { readonly type: 'stays' };

export const evolveTerm = ({ staffId }: StaffTerm, fact: StaffFact): StaffTerm => ({
  staffId,
  worksUntil: fact.type === 'leaves' ? fact.worksUntil : null,
});
