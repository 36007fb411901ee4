/** The house rules of telling, as data. Times of day are those of the company's zone. */
export const tellingSettings = {
  /** What is not urgent waits until their end. */
  quietHours: { from: '22:00', to: '08:00' },
  /** Messages that are not urgent, to one member of a household in one day; the rest is on record only. */
  ownerMessagesPerDay: 10,
  /** The same for what is urgent: three texts each of a dozen emergencies in one day. More is no news, but a nuisance. */
  urgentOwnerMessagesPerDay: 40,
  /** Warnings that are not urgent, to one member of staff in one day. */
  warningsPerDay: 20,
  /** Of staff's notes a household is told once within this time, request by request. */
  noteEveryMs: 3_600_000,
  /** What people outside the trade do not say (R165), and what is never said to a household. */
  notForOwners: ['工单', '派单', 'SLA', '违约', '滞纳金', '催缴', '逾期', 'ticket', 'work order', 'breach', 'dunning'],
  /** A longer SMS is one that nobody reads, and costs by the part. */
  smsPartsAtMost: 2,
} as const;
