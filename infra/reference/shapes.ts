import * as z from 'zod';
import { postAnswerSchema } from '../../services/directory/contract/api.ts';
import { premisesSchema } from '../../services/directory/contract/records.ts';
import { workOrderStandingSchema } from '../../services/dispatch/operations/perform.ts';
import { forHouseholdSchema, forStaffSchema } from '../../services/dispatch/operations/shown.ts';
import { linksSchema } from '../../services/intake/operations/links.ts';
import { requestStandingSchema } from '../../services/intake/operations/perform-act.ts';
import { promiseSchema } from '../../services/intake/operations/promised.ts';
import { requestRowSchema } from '../../services/intake/operations/shown-row.ts';
import { messageTextsSchema } from '../../services/notification/contract/texts.ts';
import { templateSchema } from '../../services/notification/operations/templates.ts';
import { clockViewSchema, listedClockSchema } from '../../services/sla/contract/api.ts';
import { shownCalendarSchema, shownPolicySchema } from '../../services/sla/operations/settings.ts';
import { actorSchema } from '../../shared/events/envelope.ts';
import { textSchema } from '../../shared/i18n/text.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { intervalSchema } from '../../shared/time/intervals.ts';

const named: Readonly<Record<string, z.ZodType>> = {
  Actor: actorSchema,
  Calendar: shownCalendarSchema,
  Clock: clockViewSchema,
  Instant: instantSchema,
  Interval: intervalSchema,
  Links: linksSchema,
  ListedClock: listedClockSchema,
  MessageTexts: messageTextsSchema,
  Policy: shownPolicySchema,
  Post: postAnswerSchema,
  Premises: premisesSchema,
  Promise: promiseSchema,
  RequestRow: requestRowSchema,
  RequestStanding: requestStandingSchema,
  Template: templateSchema,
  Text: textSchema,
  WorkOrder: forStaffSchema,
  WorkOrderForHousehold: forHouseholdSchema,
  WorkOrderStanding: workOrderStandingSchema,
};

/** Shapes that several answers share: each stands once in the document, under its name. */
export const shapes = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) shapes.add(schema, { id });
