import * as z from 'zod';
import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { contactSchema } from '../contacts.ts';
import { requesterKindSchema, requestOriginSchema } from '../contract/requester.ts';
import { assessedSchema } from '../domain/assessment.ts';
import type { News } from '../domain/progress.ts';
import type { Request } from '../domain/request.ts';
import { requesterLabels } from '../domain/requester.ts';
import { responsible, responsibleSchema } from '../domain/responsible.ts';
import type { IntakePorts } from '../ports.ts';

/** What only staff see of a request: who reported it, masked; how it weighs; and who has had it (R008, R010, R025). */
export const forStaffSchema = z.object({
  origin: requestOriginSchema,
  requester: z.object({
    kind: requesterKindSchema.nullable(),
    label: z.string().nullable(),
    contact: contactSchema.extend({ erasedAt: instantSchema.nullable() }).nullable().describe('Masked'),
  }),
  canCallBack: z.boolean(),
  aboutStaffId: z.string().nullable(),
  assessment: assessedSchema.nullable(),
  responsible: z.array(responsibleSchema),
});

export async function shownToStaff(
  request: Request,
  news: readonly News[],
  contacts: IntakePorts['contacts'],
  locale: Locale,
): Promise<z.infer<typeof forStaffSchema>> {
  const kind = request.requesterKind ?? null;
  const contact = request.hasContact ? await contacts.of(request.id) : undefined;
  return {
    origin: request.origin ?? 'asked',
    requester: {
      kind,
      label: kind && pick(requesterLabels[kind], locale),
      contact: contact ? { ...contact.masked, erasedAt: contact.erasedAt ?? null } : null,
    },
    canCallBack: request.canCallBack ?? true,
    aboutStaffId: request.aboutStaffId ?? null,
    assessment: request.assessment,
    responsible: responsible(request, news),
  };
}
