import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import * as directory from '../../services/directory/contract/events.ts';
import * as dispatch from '../../services/dispatch/contract/events.ts';
import * as intake from '../../services/intake/contract/events.ts';
import * as notification from '../../services/notification/contract/events.ts';
import * as sla from '../../services/sla/contract/events.ts';
import type { EventDefinition } from '../../shared/events/define-event.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** An event of some service's contract, with the words that stand above it there. */
export interface DescribedEvent {
  readonly service: string;
  readonly definition: EventDefinition;
  readonly says: string;
}

const isDefinition = (value: unknown): value is EventDefinition =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'schema' in value &&
  'data' in value &&
  value.data instanceof z.ZodType;

/** What each service's contract exports. */
const contracts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  directory,
  dispatch,
  intake,
  notification,
  sla,
};

/** All events of all contracts, by service and in the order of their names. @param root the repository's folder */
export const allEvents = (root: string): DescribedEvent[] =>
  Object.entries(contracts)
    .flatMap(([service, exported]) => {
      const comments = commentsIn(readFileSync(join(root, 'services', service, 'contract', 'events.ts'), 'utf8'));
      return Object.entries(exported).flatMap(([name, value]): DescribedEvent[] =>
        isDefinition(value) ? [{ service, definition: value, says: comments.get(name) ?? '' }] : [],
      );
    })
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

const sortKey = ({ service, definition: { name, schema } }: DescribedEvent): string => `${service} ${name} ${schema}`;

/** The doc comment above each event, by the name of its constant. */
const commentsIn = (source: string): Map<string, string> =>
  new Map(
    [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+) = defineEvent\(/g)].map(
      ([, comment = '', name = '']) => [
        name,
        comment
          .replace(/^\s*\* ?/gm, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      ],
    ),
  );

/** `clock.breached.1` */
export const fileNameOf = ({ definition: { name, schema } }: DescribedEvent): string => `${name}.${schema}`;

/** JSON Schema of the event as it travels on the bus, as `detail`. */
export const eventSchema = ({ definition: { name, schema, data }, says }: DescribedEvent) => {
  const envelope = jsonSchemaOf(envelopeSchema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${name}, schema ${schema}`,
    description: says,
    ...envelope,
    properties: { ...envelope.properties, schema: { const: schema }, data: jsonSchemaOf(data) },
    required: [...new Set([...(envelope.required ?? []), 'data'])],
  };
};

/** The page of all events. */
export function eventsPage(events: readonly DescribedEvent[]): string {
  const services = [...new Set(events.map(({ service }) => service))];
  return [
    '# Events',
    '',
    'Written by `npm run docs` from `services/*/contract/events.ts`; not edited by hand.',
    '',
    'Every event is on the bus with `source` `guanjia.<service>`, its name as `detail-type`, and `detail` as its schema',
    'says. The number of a schema is raised for anything but an added field: ignore fields that you do not know. The',
    'same event may come again with the same `id`, and neither the bus nor a queue keeps order: what decides is `at`.',
    'No event carries names, phone numbers, addresses of people or what a household wrote; of what staff write, only what',
    'the household is given to read: `textToOwner` of a wait, and the `reason` of another category.',
    ...services.flatMap((service) => [
      '',
      `## ${service}`,
      '',
      '| event | schema | says | fields of `data` (? = may be absent) |',
      '|---|---|---|---|',
      ...events
        .filter((event) => event.service === service)
        .map((event) => {
          const { name, schema, data } = event.definition;
          return `| \`${name}\` | [${schema}](events/${fileNameOf(event)}.json) | ${event.says} | ${fieldsOf(data)} |`;
        }),
    ]),
    '',
  ].join('\n');
}

function fieldsOf(data: z.ZodType): string {
  const { properties = {}, required = [] } = jsonSchemaOf(data);
  return Object.keys(properties)
    .map((name) => `\`${name}\`${required.includes(name) ? '' : '?'}`)
    .join(', ');
}
