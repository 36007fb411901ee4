import type { Operation } from '../../../shared/http/operation.ts';
import type { IntakePorts } from '../ports.ts';
import { assess } from './assess.ts';
import { callerCard } from './caller-card.ts';
import { casePage } from './case-page.ts';
import { contactOperations } from './contacts.ts';
import { endActs } from './end-acts.ts';
import { handleActs } from './handle-acts.ts';
import { listCategories } from './list-categories.ts';
import { listRequests } from './list-requests.ts';
import { loweringOperations } from './lowerings.ts';
import { noteOperations } from './notes.ts';
import { possibleDuplicates } from './possible-duplicates.ts';
import { previewPromise } from './preview-promise.ts';
import { promiseActs } from './promise-acts.ts';
import { reportRequest } from './report-request.ts';
import { viewRequest } from './view-request.ts';

/** All that this service answers to: its role table. */
export const intakeOperations = (ports: IntakePorts): Operation[] => [
  reportRequest(ports),
  listRequests(ports),
  // Before the view of one request, whose path it fits too.
  possibleDuplicates(ports),
  viewRequest(ports),
  ...noteOperations(ports),
  ...contactOperations(ports),
  callerCard(ports),
  previewPromise(ports),
  casePage(ports),
  listCategories(ports),
  assess(ports),
  ...handleActs(ports),
  ...promiseActs(ports),
  ...endActs(ports),
  ...loweringOperations(ports),
];
