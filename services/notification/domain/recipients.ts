/** Who can be told of a breach, as the rosters stand when it happens. Staff ids. */
export interface Candidates {
  /** Supervisors on duty at the post that the escalation names. */
  readonly onDuty: readonly string[];
  /** Who reads along. */
  readonly copies: readonly string[];
  /** Who held the work order and did not come; is not the one to act on that. */
  readonly holder: string | null;
  /** Whom the complaint is about: not the one to act on it either (R023). */
  readonly about?: string | undefined;
}

export interface Recipients {
  /** Each gets an e-mail and an SMS. Never empty. */
  readonly to: readonly string[];
  /** Read the first of the e-mails in copy, and get no SMS. */
  readonly copies: readonly string[];
}

/**
 * Everybody on duty at the post but the holder and the one complained about; where nobody is left the last resort,
 * whoever that is.
 * @param lastResort names the company's manager; asked only when needed
 */
export async function recipientsOf(
  { onDuty, copies, holder, about }: Candidates,
  lastResort: () => Promise<string>,
): Promise<Recipients> {
  const concerned = (staffId: string): boolean => staffId === holder || staffId === about;
  const others = [...new Set(onDuty)].filter((staffId) => !concerned(staffId));
  const to = others.length > 0 ? others : [await lastResort()];
  return { to, copies: [...new Set(copies)].filter((staffId) => !concerned(staffId) && !to.includes(staffId)) };
}
