import { inboxHandler, on } from '../../shared/events/consumer.ts';
import { workOrderAssigned } from '../dispatch/contract/events.ts';
import { clockBreachRetracted, escalationRaised } from '../sla/contract/events.ts';
import { notificationPorts } from './environment.ts';
import { tellAssignee } from './use-cases/tell-assignee.ts';
import { tellBreach } from './use-cases/tell-breach.ts';
import { tellRetraction } from './use-cases/tell-retraction.ts';

const ports = notificationPorts();

/** What others say that people must be told, from both queues: `urgent` and `bulk`. */
export const handler = inboxHandler([
  on(escalationRaised, (event) => tellBreach(event, ports)),
  on(clockBreachRetracted, (event) => tellRetraction(event, ports)),
  on(workOrderAssigned, (event) => tellAssignee(event, ports)),
]);
