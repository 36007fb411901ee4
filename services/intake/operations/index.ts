import type { Operation } from '../../../shared/http/operation.ts';
import { callerCard } from './caller-card.ts';
import { casePage } from './case-page.ts';
import { listRequests } from './list-requests.ts';
import { noteOperations } from './notes.ts';
import type { IntakePorts } from './ports.ts';
import { possibleDuplicates } from './possible-duplicates.ts';
import { previewPromise } from './preview-promise.ts';
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
  callerCard(ports),
  previewPromise(ports),
  casePage(ports),
];
