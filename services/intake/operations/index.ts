import type { Operation } from '../../../shared/http/operation.ts';
import { casePage } from './case-page.ts';
import type { IntakePorts } from './ports.ts';
import { previewPromise } from './preview-promise.ts';
import { reportRequest } from './report-request.ts';
import { viewRequest } from './view-request.ts';

/** All that this service answers to: its role table. */
export const intakeOperations = (ports: IntakePorts): Operation[] => [
  reportRequest(ports),
  viewRequest(ports),
  previewPromise(ports),
  casePage(ports),
];
