import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { type Locale, pick } from '../../../shared/i18n/text.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import type { Change } from '../../../shared/journal/journal.ts';
import { log } from '../../../shared/log/log.ts';
import { noteLeft } from '../domain/act-events.ts';
import { authorLabel, type Note, type NoteAuthor, noteSchema } from '../domain/note.ts';
import type { Request } from '../domain/request.ts';
import { noteAddress } from '../notes.ts';
import type { IntakePorts } from '../ports.ts';
import { reachedRequest } from './reached.ts';

const MAX_TEXT = 4000;

const path = '/v1/requests/{id}/notes';
const paramsSchema = z.object({ id: z.string().max(100) });
const bodySchema = z.strictObject({
  text: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT),
  visibleToHousehold: z.boolean().optional(),
});

/** Who wrote or attached something, as everybody may know it. */
export const shownAuthorSchema = z.object({
  type: z.enum(['household', 'staff']),
  role: roleSchema.optional(),
  label: z.string(),
});

const writtenSchema = noteSchema.pick({ id: true, at: true, visibleToHousehold: true }).extend({
  author: shownAuthorSchema,
});

/**
 * Messages between household and staff about a request (R071), and notes of staff for each other. Staff's note stays
 * among staff unless they say otherwise: what is once read cannot be taken back.
 */
export function noteOperations({
  journal,
  store,
  notes,
  newId,
}: Pick<IntakePorts, 'journal' | 'store' | 'notes' | 'newId'>) {
  const write = operation({
    method: 'POST',
    success: 201,
    path,
    roles: roleSchema.options,
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    params: paramsSchema,
    body: bodySchema,
    answer: writtenSchema,
    handle: async ({ principal, params, body, now, locale, cause, remember }) => {
      const { request, household } = await reachedRequest(journal, principal, params.id);
      if (household && body.visibleToHousehold === false)
        throw new Problem('invalid', {
          errors: [{ path: '/visibleToHousehold', reason: 'a household writes nothing that it cannot read' }],
        });
      const note: Note = {
        id: newId(),
        requestId: request.id,
        at: now,
        author: authorOf(principal, household),
        staffId: household ? null : principal.staffId,
        visibleToHousehold: household || body.visibleToHousehold === true,
        text: body.text,
      };
      // The stored answer holds no word of the text.
      const answer = { status: 201, body: shownWithoutText(note, locale) };
      const isWord = isForHousehold(note);
      await journal.write({
        cause,
        changes: isWord ? [newsOf(request, note)] : [],
        also: [notes.item(note), ...(isWord ? [store.written(request.id, now)] : [])],
        once: remember(answer),
      });
      log.info('note written', {
        requestId: note.requestId,
        author: note.author.type,
        visibleToHousehold: note.visibleToHousehold,
        correlationId: cause.correlationId,
      });
      return answer;
    },
  });

  const list = operation({
    method: 'GET',
    path,
    roles: roleSchema.options,
    ownership: 'owners: what is visible to them, of requests of their own premises; staff: all, of their communities',
    params: paramsSchema,
    query: pageQuerySchema,
    answer: pageAnswerOf(writtenSchema.extend({ text: z.string() })),
    handle: async ({ principal, params, query, locale }) => {
      const { request, household } = await reachedRequest(journal, principal, params.id);
      const page = await notes.of(request.id, { internal: !household }, query);
      const items = page.notes.map((note) => ({ ...shownWithoutText(note, locale), text: note.text }));
      return { status: 200, body: { items, next: page.next } };
    },
  });

  return [write, list] satisfies Operation[];
}

/** Staff's word to the household; what it wrote itself is no news to it. */
const isForHousehold = ({ author, visibleToHousehold }: Note): boolean => author.type === 'staff' && visibleToHousehold;

const newsOf = (request: Request, note: Note): Change => ({
  address: noteAddress(note),
  expectedVersion: 0,
  state: { requestId: request.id },
  events: [noteLeft(request, note)],
});

/** As whom somebody speaks about a request: by role, never by name. */
export function authorOf({ roles }: Principal, household: boolean): NoteAuthor {
  if (household) return { type: 'household' };
  const role = roles.find((one) => staffRoles.includes(one));
  // Only staff reach a request of premises that are not theirs.
  if (!role) throw new Problem('not-found');
  return { type: 'staff', role };
}

const shownWithoutText = (
  { id, at, author, visibleToHousehold }: Note,
  locale: Locale,
): z.infer<typeof writtenSchema> => ({
  id,
  at,
  author: { ...author, label: pick(authorLabel(author), locale) },
  visibleToHousehold,
});
