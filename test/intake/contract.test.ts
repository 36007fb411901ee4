import { expect, test } from 'vitest';
import { requestReceived } from '../../services/intake/contract/events.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';
import sample from './golden/request.received.1.json' with { type: 'json' };

test('a request.received of schema 1, once published, is understood for ever, field by field', () => {
  expect(envelopeSchema.parse(sample)).toEqual(sample);
  expect(requestReceived.data.parse(sample.data)).toEqual(sample.data);
});

test('fields added later are passed over', () => {
  expect(requestReceived.data.parse({ ...sample.data, importance: 'high' })).toEqual(sample.data);
});
