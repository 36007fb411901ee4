import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { promisedClockSchema } from '../../sla/contract/policy.ts';

/**
 * Somebody reported something; the event's subject is the request. Carries what every other service needs to act
 * and nothing of the reporter's own words: those stay in intake's table.
 */
export const requestReceived = defineEvent(
  'request.received',
  1,
  z.object({
    number: z.string().describe('What people call the request, like BX000123'),
    communityId: z.string(),
    buildingId: z.string(),
    entranceId: z.string().nullable().describe('Absent for premises without an entrance, such as a parking space'),
    premisesId: z.string(),
    place: z.string().describe('The premises as people say it, like 3栋1单元1201'),
    category: z.string().describe('Code of the category, like flooding'),
    categoryLabel: textSchema,
    keyword: z.string().nullable().describe('The word of our own list that decided the category, like 水管爆裂'),
    policyKey: z.string().describe('Which service standard applies, like repair.urgent'),
    department: z.string().describe('Whose work it is, like engineering'),
    skill: z.string().nullable().describe('What the person sent must be able to do; null when anybody will do'),
    urgent: z.boolean(),
    channel: z.string().describe('How it reached us, like h5, phone or visit'),
    onBehalf: z.boolean().describe('Entered by staff for the household'),
    receivedAt: instantSchema,
    clocks: z.array(promisedClockSchema).describe('What was promised: start and due of every clock, with its policy'),
  }),
);

export type RequestReceived = z.output<(typeof requestReceived)['data']>;
