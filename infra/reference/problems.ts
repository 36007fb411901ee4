import type { Operation } from '../../shared/http/operation.ts';
import { type ProblemCode, problems, problemType } from '../../shared/http/problem.ts';

const PROBLEM = 'application/problem+json';

const codes = Object.keys(problems).filter((code): code is ProblemCode => code in problems);

/** RFC 9457 */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance'],
  properties: {
    type: { type: 'string', enum: codes.map(problemType), description: 'Stable; branch on this' },
    title: { type: 'string', description: 'For people, in the language of the call' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Names this call to the company; also in X-Correlation-Id' },
    workOrderStatus: { type: 'string', description: 'Of a work order with which this is not possible: its status' },
    since: { type: 'string', description: 'Since when it has it' },
    assigneeStaffId: { type: ['string', 'null'], description: 'Who has it' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'reason'],
        properties: {
          path: { type: 'string', description: 'JSON pointer into body or query; empty for the whole' },
          reason: { type: 'string' },
        },
      },
    },
  },
} as const;

/** One response per status that a problem can have. */
export function problemResponses(): Record<string, object> {
  const content = { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } };
  const statuses = new Set(codes.map((code) => problems[code].status));
  return Object.fromEntries(
    [...statuses].map((status): [string, object] => {
      const said = codes.filter((code) => problems[code].status === status);
      const description = said.map((code) => `\`${problemType(code)}\`: ${problems[code].title.en}`).join('; ');
      return [
        `Problem${status}`,
        status === 429
          ? { description: `${description}. ${GATEWAYS_OWN}`, content: { ...content, 'application/json': {} } }
          : { description, content },
      ];
    }),
  );
}

const GATEWAYS_OWN = 'Or more calls than the company’s API takes: then answered by the gateway, with a plain `message`';

/** Which problems a call of this operation can meet. What is foreign is not found, also where query or body name it. */
export function problemStatuses({ method, path, roles, query, body, alsoRefuses = [] }: Operation): number[] {
  const writes = method !== 'GET';
  const statuses = [
    ...(writes ? [400, 409, 413, 415] : []),
    ...(roles === 'signed-link' ? [] : [401, 403]),
    ...(path.includes('{') || query || body ? [404] : []),
    ...(method === 'PUT' ? [412, 428] : []),
    ...(query || body || method === 'POST' ? [422] : []),
    ...alsoRefuses.map((code) => problems[code].status),
    ...[429, 500, 503],
  ];
  return [...new Set(statuses)].toSorted((a, b) => a - b);
}
