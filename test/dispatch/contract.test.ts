import { expect, test } from 'vitest';
import {
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCompleted,
  workOrderCreated,
} from '../../services/dispatch/contract/events.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';
import accepted from './golden/work-order.accepted.1.json' with { type: 'json' };
import arrived from './golden/work-order.arrived.1.json' with { type: 'json' };
import assigned from './golden/work-order.assigned.1.json' with { type: 'json' };
import completed from './golden/work-order.completed.1.json' with { type: 'json' };
import created from './golden/work-order.created.1.json' with { type: 'json' };

test.each([
  [workOrderCreated, created],
  [workOrderAssigned, assigned],
  [workOrderAccepted, accepted],
  [workOrderArrived, arrived],
  [workOrderCompleted, completed],
])('$name of schema 1, once published, is understood for ever, field by field', ({ data }, sample) => {
  expect(envelopeSchema.parse(sample)).toEqual(sample);
  expect(data.parse(sample.data)).toEqual(sample.data);
});
