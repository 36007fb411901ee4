import { describe, expect, it } from 'vitest';
import { type ClockKind, clockKindSchema } from '../../services/sla/contract/ids.ts';
import type { Fact } from '../../services/sla/domain/facts.ts';
import { stops } from '../../services/sla/domain/stops.ts';
import { act, RECEIVED_AT, received } from './samples.ts';

type Act = 'taken' | 'answered' | 'quoted' | 'completed' | 'resolved' | 'feedback-given' | 'called-back' | 'closed';
const by = (kind: Act, staffId: string | null = 'zhou-lan'): Fact => ({ id: kind, kind, at: RECEIVED_AT, staffId });
const stopped = (fact: Fact): ClockKind[] => clockKindSchema.options.filter((kind) => stops(fact, kind));

describe('what stops which clock', () => {
  it.each([
    ['R060: the report itself', received(), ['receipt']],
    ['R059: a report taken down by staff', received({ onBehalf: true }), ['receipt', 'ack']],
    ['an assignment, which is nobody’s act', act('assigned', RECEIVED_AT), []],
    ['R059: staff who take it in hand', by('taken'), ['ack']],
    ['an acceptance', act('accepted', RECEIVED_AT), ['ack', 'accept']],
    ['R042, R052: somebody at the door', act('arrived', RECEIVED_AT), ['ack', 'accept', 'arrival', 'quote']],
    ['R049: an answer', by('answered'), ['ack', 'answer']],
    ['R051, R059: a tariff sent by itself', by('answered', null), ['answer']],
    ['R052: a price fixed', by('quoted'), ['ack', 'quote']],
    ['R043: the work done', by('completed'), ['ack', 'resolve']],
    ['R040: a complaint solved', by('resolved'), ['ack', 'answer', 'resolve']],
    ['R056: the result told', by('feedback-given'), ['ack', 'feedback']],
    ['R092: a call-back', by('called-back'), ['ack', 'callback']],
    ['R060: the request closed', by('closed'), ['ack', 'close']],
    ['R059: a request that closes by itself', by('closed', null), ['close']],
  ] as const)('%s', (_, fact, kinds) => {
    expect(stopped(fact)).toEqual(kinds);
  });
});
