import { inboxHandler, on } from '../../shared/events/consumer.ts';
import { rosterGapAhead } from '../directory/contract/events.ts';
import {
  requestWorkDone,
  workOrderAccepted,
  workOrderAssigned,
  workOrderCancelled,
  workOrderNotAccepted,
  workOrderQuoted,
  workOrderRefused,
  workOrderVisitAgreed,
  workOrderWaiting,
} from '../dispatch/contract/events.ts';
import {
  requestAnswered,
  requestContactDue,
  requestNoteLeft,
  requestReceived,
  requestReclassified,
  requestReopened,
} from '../intake/contract/events.ts';
import {
  clockBreachRetracted,
  clockBreachRetractedByRule,
  clockCancelled,
  clockMet,
  clockMoved,
  clockPaused,
  clockWarned,
  escalationRaised,
} from '../sla/contract/events.ts';
import { notificationPorts } from './environment.ts';
import { keepCase } from './use-cases/keep-case.ts';
import { tellBreach } from './use-cases/tell-breach.ts';
import { tellNote } from './use-cases/tell-note.ts';
import {
  tellAnswered,
  tellComing,
  tellDone,
  tellQuoted,
  tellReceived,
  tellVisit,
  tellWaiting,
} from './use-cases/tell-owner.ts';
import { tellReclassified } from './use-cases/tell-reclassified.ts';
import { tellRetraction, tellRetractionByRule } from './use-cases/tell-retraction.ts';
import { tellRosterGap } from './use-cases/tell-roster-gap.ts';
import { tellAssignee, tellCancelled, tellContactDue, tellNotAccepted, tellRefused } from './use-cases/tell-staff.ts';
import { tellWarning } from './use-cases/tell-warning.ts';
import { voidEarlierWarnings, voidWarning } from './use-cases/void-warning.ts';

const ports = notificationPorts();

/** What others say that people must be told, from both queues: `urgent` and `bulk`. */
export const handler = inboxHandler([
  on(escalationRaised, (event) => tellBreach(event, ports)),
  on(clockBreachRetracted, (event) => tellRetraction(event, ports)),
  on(clockBreachRetractedByRule, (event) => tellRetractionByRule(event, ports)),
  on(workOrderAssigned, (event) => tellAssignee(event, ports)),
  on(workOrderRefused, (event) => tellRefused(event, ports)),
  on(workOrderNotAccepted, (event) => tellNotAccepted(event, ports)),
  on(workOrderCancelled, (event) => tellCancelled(event, ports)),
  on(requestContactDue, (event) => tellContactDue(event, ports)),
  on(rosterGapAhead, (event) => tellRosterGap(event, ports)),
  on(requestReceived, (event) => tellReceived(event, ports)),
  on(requestReclassified, (event) => tellReclassified(event, ports)),
  on(requestReopened, (event) => keepCase(event, ports)),
  on(requestNoteLeft, (event) => tellNote(event, ports)),
  on(requestAnswered, (event) => tellAnswered(event, ports)),
  on(workOrderAccepted, (event) => tellComing(event, ports)),
  on(workOrderWaiting, (event) => tellWaiting(event, ports)),
  on(workOrderQuoted, (event) => tellQuoted(event, ports)),
  on(workOrderVisitAgreed, (event) => tellVisit(event, ports)),
  on(requestWorkDone, (event) => tellDone(event, ports)),
  on(clockWarned, (event) => tellWarning(event, ports)),
  on(clockMet, (event) => voidWarning(event, ports)),
  on(clockCancelled, (event) => voidWarning(event, ports)),
  on(clockPaused, (event) => voidEarlierWarnings(event, ports)),
  on(clockMoved, (event) => voidEarlierWarnings(event, ports)),
]);
