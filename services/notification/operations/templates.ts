import * as z from 'zod';
import { actorSchema } from '../../../shared/events/envelope.ts';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { templatePublished } from '../contract/events.ts';
import { type TemplateCode, templateCodeSchema } from '../contract/ids.ts';
import { type MessageTexts, messageTextsCommandSchema, messageTextsSchema } from '../contract/texts.ts';
import { defaultTexts } from '../domain/default-texts.ts';
import { sampleScene, samples } from '../domain/samples.ts';
import { smsParts } from '../domain/sms.ts';
import { renderEmail, renderSms } from '../domain/templates.ts';
import { faultsOf, variablesOf } from '../domain/text-check.ts';
import { type NotificationStore, templateAddress } from '../store.ts';
import { storedTextsSchema } from '../texts.ts';

export interface TemplatePorts {
  readonly journal: Journal;
  readonly store: Pick<NotificationStore, 'templateHistory'>;
  readonly company: { readonly name: string; readonly timeZone: string };
}

const previewSchema = z.object({
  sms: z.string(),
  smsParts: z.int().positive().describe('Messages of 70 characters that it is sent and paid as'),
  subject: z.string(),
  text: z.string(),
});
export const templateSchema = z.object({
  code: templateCodeSchema,
  version: z.int().min(0).describe('0: the words that every company starts with'),
  texts: messageTextsSchema,
  variables: z.array(z.string()),
  preview: z.object({ zh: previewSchema, en: previewSchema }),
});

/** Who gave a template which words, and when. */
const changeSchema = z.object({
  version: z.int().positive(),
  at: instantSchema,
  by: actorSchema,
  texts: messageTextsSchema,
});

const params = z.object({ code: templateCodeSchema });

/** The words of every message: shown as their readers get them, changed with history. */
export function templateOperations({ journal, store, company }: TemplatePorts): Operation[] {
  const reading = { roles: leadRoles, ownership: 'the company’s settings; previews show made-up people' };
  return [
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/templates',
      answer: z.object({ items: z.array(templateSchema) }),
      handle: async () => {
        const items = await Promise.all(templateCodeSchema.options.map((code) => shown(code, { journal, company })));
        return { status: 200, body: { items } };
      },
    }),
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/templates/{code}',
      params,
      answer: templateSchema,
      handle: async ({ params: { code } }) => {
        const body = await shown(code, { journal, company });
        return { status: 200, body, headers: { ETag: `"${body.version}"` } };
      },
    }),
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/templates/{code}/history',
      params,
      query: pageQuerySchema,
      answer: pageAnswerOf(changeSchema),
      handle: async ({ params: { code }, query }) => {
        const { rows, next } = await store.templateHistory(code, query);
        return { status: 200, body: { items: rows.map(changeOf), next } };
      },
    }),
    operation({
      method: 'PUT',
      path: '/v1/templates/{code}',
      roles: ['supervisor', 'manager'],
      ownership: 'the company’s settings',
      params,
      body: messageTextsCommandSchema,
      answer: templateSchema,
      handle: async ({ params: { code }, body: texts, ifMatch, cause }) => {
        const errors = faultsOf(code, texts, company);
        if (errors.length > 0) throw new Problem('invalid', { errors });
        const version = ifMatch + 1;
        const event = draft(templatePublished, { code, version, texts });
        const address = templateAddress(code);
        try {
          await journal.write({
            cause,
            changes: [{ address, expectedVersion: ifMatch, state: { texts }, events: [event] }],
          });
        } catch (error) {
          if (error instanceof ConcurrentChange) throw new Problem('version-conflict', { cause: error });
          throw error;
        }
        const body = viewOf(code, version, texts, company);
        return { status: 200, body, headers: { ETag: `"${version}"` } };
      },
    }),
  ];
}

async function shown(code: TemplateCode, { journal, company }: Omit<TemplatePorts, 'store'>) {
  const stored = await journal.read(templateAddress(code), storedTextsSchema);
  return viewOf(code, stored?.version ?? 0, stored?.state.texts ?? defaultTexts[code], company);
}

/** `version` 0: the words that every company starts with. */
function viewOf(
  code: TemplateCode,
  version: number,
  texts: MessageTexts,
  company: TemplatePorts['company'],
): z.infer<typeof templateSchema> {
  return {
    code,
    version,
    texts,
    variables: variablesOf(code),
    preview: { zh: previewOf(code, texts, company, 'zh-CN'), en: previewOf(code, texts, company, 'en') },
  };
}

function previewOf(code: TemplateCode, texts: MessageTexts, company: TemplatePorts['company'], locale: 'zh-CN' | 'en') {
  const scene = sampleScene(company, locale);
  const sms = renderSms(samples[code], scene, texts);
  const { subject, text } = renderEmail(samples[code], scene, texts, 'https://…');
  return { sms, smsParts: smsParts(sms), subject, text };
}

const storedChangeSchema = z.object({
  at: z.string(),
  detail: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.object({ actor: actorSchema, data: templatePublished.data })),
});

function changeOf(row: Record<string, unknown>): z.infer<typeof changeSchema> {
  const { at, detail } = storedChangeSchema.parse(row);
  const { version, texts } = detail.data;
  return { version, at, by: detail.actor, texts };
}
