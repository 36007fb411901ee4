import { expect, test } from 'vitest';
import { rosterPublished } from '../../services/directory/contract/events.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';

/** As it was sent by the first release; must be understood for ever. */
const sample = {
  id: 'post.yunshan.technicians.000000000002',
  schema: 1,
  company: 'demo',
  at: '2026-11-25T02:00:00.000Z',
  actor: { type: 'staff', id: 'zhou-lan' },
  correlationId: '8f6f9a52-6e0e-4a43-9b52-5c8e2a3f1c11',
  causationId: 'call-1',
  subject: { type: 'post', id: 'yunshan.technicians', version: 2 },
  data: { postId: 'yunshan.technicians', version: 2 },
};

test('golden sample: roster.published, schema 1', () => {
  expect(rosterPublished).toMatchObject({ name: 'roster.published', schema: 1 });
  const { data } = envelopeSchema.parse(sample);
  expect(rosterPublished.data.parse({ ...sample.data, addedLater: true })).toEqual(data);
});
