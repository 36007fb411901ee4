import * as z from 'zod';
import type { Operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole } from '../../../shared/identity/principal.ts';
import { deskRoles, fieldRoles } from '../../../shared/identity/roles.ts';
import { answered, closed, confirmed, feedbackGiven, resolved } from '../domain/act-events.ts';
import { typeOf } from '../domain/acts.ts';
import { causeCodes } from '../domain/causes.ts';
import { promisesFeedback } from '../domain/silence.ts';
import type { IntakePorts } from '../ports.ts';
import { actOperation, impossible, refuse, wordsSchema } from './perform-act.ts';

const desk = { roles: deskRoles, ownership: 'staff: requests of their communities' } as const;

/** The policy whose questions only the manager answers (R050). */
const MANAGERS_OWN = 'inquiry.internal';

const closingSchema = z.strictObject({
  causeCode: z.enum(causeCodes).optional(),
  improvementMeasure: wordsSchema.optional(),
});

/** What staff do with a request from the first look to its closing. */
export const handleActs = (ports: IntakePorts): Operation[] => [
  /** The first human act (R024, R059). */
  actOperation(ports, {
    ...desk,
    act: 'confirm',
    body: z.strictObject({}),
    decide: ({ request, doing }) => ({ event: confirmed(request, doing), kind: 'confirmed' }),
  }),
  /** R049, R051, R053, R054; whoever is on the spot may say it too. */
  actOperation(ports, {
    ...desk,
    roles: [...deskRoles, ...fieldRoles],
    act: 'answer',
    body: z.strictObject({ text: wordsSchema }),
    decide: ({ request, doing, principal, body: { text } }) => {
      if (request.policyKey === MANAGERS_OWN && !hasRole(principal, 'manager')) throw new Problem('not-allowed');
      return { event: answered(request, doing, text), kind: 'answered', said: text };
    },
  }),
  /** What was complained about is solved, or a service rendered (R058, R029). */
  actOperation(ports, {
    ...desk,
    act: 'resolve',
    body: z.strictObject({ result: wordsSchema }),
    decide: ({ request, doing, body: { result } }) => ({
      event: resolved(request, doing, result),
      kind: 'resolved',
      said: result,
    }),
  }),
  /** The result has been told to the owner (R056). */
  actOperation(ports, {
    ...desk,
    act: 'give-feedback',
    body: z.strictObject({ text: wordsSchema }),
    decide: ({ request, doing, body: { text } }) => ({
      event: feedbackGiven(request, doing, text),
      kind: 'feedback-given',
      said: text,
    }),
  }),
  /** Nothing is left to do, and who was promised the result has been told (R072); of a complaint its cause and what is to be better stay on record (R011). */
  actOperation(ports, {
    ...desk,
    act: 'close',
    body: closingSchema,
    decide: ({ request, doing, body }) => {
      if (typeOf(request) === 'complaint')
        for (const field of ['causeCode', 'improvementMeasure'] as const)
          if (body[field] === undefined) refuse(`/${field}`, 'required to close a complaint');
      if (promisesFeedback(request) && request.life.feedbackAt === null)
        impossible({
          zh: '请先向业主反馈处理结果，再办结',
          en: 'Tell the household the result before you close the request',
        });
      return { event: closed(request, doing, body), kind: 'closed' };
    },
  }),
];
