import { expect, it } from 'vitest';
import { messageDelivered, messageFailed } from '../../services/notification/contract/events.ts';

/** As published by the first release; kept for ever, so that no change can break who reads them. */
const golden = [
  {
    definition: messageDelivered,
    sample: {
      messageId: '0f3a5c',
      template: 'breach',
      channel: 'email',
      staffId: 'zhao-gang',
      requestId: 'r1',
      clockId: 'r1.arrival.1',
      uncertain: false,
      acceptedAt: '2026-11-26T02:10:02.417Z',
      providerId: '0100019',
    },
  },
  {
    definition: messageFailed,
    sample: {
      messageId: '0f3a5d',
      template: 'work-order-assigned',
      channel: 'sms',
      staffId: 'li-ming',
      requestId: 'r1',
      clockId: null,
      uncertain: true,
      failedAt: '2026-11-26T02:11:02.417Z',
      reason: 'outcome-unknown',
    },
  },
];

it.each(golden)('$definition.name@$definition.schema reads its golden sample', ({ definition, sample }) => {
  expect(definition.data.parse(sample)).toEqual(sample);
  expect(definition.schema).toBe(1);
});

it.each(golden)('$definition.name misses every field that is missing', ({ definition, sample }) => {
  for (const field of Object.keys(sample))
    expect(definition.data.safeParse({ ...sample, [field]: undefined }).success, field).toBe(false);
});
