import { type Locale, pick } from '../../../shared/i18n/text.ts';
import type { News } from '../domain/progress.ts';
import type { Request } from '../domain/request.ts';
import { requesterLabels } from '../domain/requester.ts';
import { responsible } from '../domain/responsible.ts';
import type { IntakePorts } from '../ports.ts';

/** What only staff see of a request: who reported it, masked; how it weighs; and who has had it (R008, R010, R025). */
export async function shownToStaff(
  request: Request,
  news: readonly News[],
  contacts: IntakePorts['contacts'],
  locale: Locale,
) {
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
