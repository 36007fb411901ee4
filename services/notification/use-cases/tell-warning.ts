import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { clockWarned } from '../../sla/contract/events.ts';
import { channelsIn } from '../channels/port.ts';
import { isHeldKind } from '../contract/ids.ts';
import type { Case } from '../domain/case.ts';
import { type StaffDraft, warningMessage } from '../domain/drafts.ts';
import { holderIn } from '../domain/holder.ts';
import { type MessageDraft, queued, withheld } from '../domain/message.ts';
import { routed } from '../domain/routing.ts';
import { tellingSettings } from '../domain/settings.ts';
import { mayWarn } from '../domain/warning.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseKnown } from './keep-case.ts';
import { supervisorsOf } from './on-duty.ts';
import { queueMessages } from './queue-messages.ts';
import { mannerOf } from './staff-messages.ts';
import { type Addressed, withinBudget } from './within-budget.ts';

type Warned = Envelope<z.output<typeof clockWarned.data>>;

/**
 * A deadline is near: whoever has the work hears of it, by SMS; where it is nobody's, or the desk's, the supervisors on
 * duty of the department. Once per clock and generation; nothing is said of a clock that is known to have ended or to
 * have another deadline, nor after the deadline itself.
 */
export async function tellWarning(event: Warned, ports: NotificationPorts): Promise<void> {
  const { id: eventId, correlationId } = event;
  const { requestId, clockId, generation, due } = event.data;
  const known = await caseKnown(requestId, ports.store);
  const row = await ports.store.warning(requestId, clockId);
  const at = ports.now();
  const speaks = mayWarn(row.state, generation) && due > at;
  const addressed = speaks
    ? await Promise.all((await draftsOf(event, known, ports)).map((draft) => address(draft, due, at, ports)))
    : [];
  const told = ports.store.warningItem(row.version, { ...row.state, told: generation });
  await queueMessages(
    {
      ...{ eventId, correlationId, requestId },
      messages: addressed.map(({ message }) => message),
      also: speaks ? [told, ...addressed.flatMap(({ also }) => also)] : [],
    },
    ports,
  );
}

async function draftsOf(event: Warned, known: Case, ports: NotificationPorts): Promise<StaffDraft[]> {
  const { requestId, kind } = event.data;
  const holder = isHeldKind(kind) ? await holderOf(requestId, ports) : null;
  const to = holder === null ? await supervisorsOf(known, null, ports) : [holder];
  return to.map((staffId) => warningMessage(event, known, staffId, holder !== null));
}

async function holderOf(requestId: string, { store }: NotificationPorts): Promise<string | null> {
  const { messages, givenBack } = await store.file(requestId);
  return holderIn(
    messages.map(({ state }) => state),
    givenBack,
  );
}

/** What is not urgent disturbs nobody at night and not more than some times a day. */
async function address(draft: StaffDraft, due: string, at: string, ports: NotificationPorts): Promise<Addressed> {
  const { channel, notBefore } = await mannerOf(draft, at, ports, tellingSettings.quietHours);
  const wanted: MessageDraft = { ...draft, channel };
  const [addressed = wanted] = routed([wanted], channelsIn(ports.channels));
  if (draft.urgent) return { message: queued(addressed, at), also: [] };
  if (notBefore >= due) return { message: withheld(addressed, at, 'quiet-hours'), also: [] };
  const budget = { whose: `warnings#${draft.staffId}`, perDay: tellingSettings.warningsPerDay };
  return await withinBudget({ draft: addressed, at, notBefore }, budget, ports);
}
