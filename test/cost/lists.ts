import type { Service } from '../../infra/functions.ts';
import type { Operation } from '../../shared/http/operation.ts';
import type { World } from './world.ts';

/** One way to look at what is stored. */
export interface Look {
  readonly service: Service;
  /** As its line of the role table names it. */
  readonly operation: string;
  /** `HOLDER` for whoever has the work of that request. */
  readonly who: string;
  /** With `REQUEST` for the id of a request that is open. */
  readonly path: string;
  /** Of a POST that only looks. */
  readonly body?: object;
  /** A full first page of requests or what belongs to each: as long as asked for, when there are enough. */
  readonly full?: true;
}

const AGENT = 'wu-ting';
const OWNER = 'wang-fang';
const MANAGER = 'zhou-lan';
const HOLDER = 'HOLDER';
const HOME = 'yunshan-3-1-1201';

/** How long a first page is asked to be. */
export const PAGE = 50;

const directory: readonly Omit<Look, 'service'>[] = [
  { operation: 'GET /v1/me', who: OWNER, path: '/v1/me' },
  { operation: 'GET /v1/premises/{id}', who: AGENT, path: `/v1/premises/${HOME}` },
  { operation: 'GET /v1/premises', who: AGENT, path: '/v1/premises?communityId=yunshan&place=3栋1单元1201' },
  { operation: 'GET /v1/posts/coverage', who: MANAGER, path: '/v1/posts/coverage?communityId=yunshan&days=7' },
  { operation: 'GET /v1/posts', who: MANAGER, path: `/v1/posts?communityId=yunshan&limit=${PAGE}` },
  { operation: 'GET /v1/posts/{id}', who: MANAGER, path: '/v1/posts/yunshan.technicians' },
  { operation: 'GET /v1/posts/{id}/on-duty', who: AGENT, path: '/v1/posts/yunshan.technicians/on-duty' },
  { operation: 'GET /v1/households/{premisesId}', who: AGENT, path: `/v1/households/${HOME}` },
  {
    operation: 'POST /v1/households/search',
    who: AGENT,
    path: '/v1/households/search',
    body: { phone: '13800138011' },
  },
  { operation: 'GET /v1/people/{id}', who: OWNER, path: '/v1/people/wang-fang' },
  { operation: 'GET /v1/people/{id}/changes', who: MANAGER, path: `/v1/people/wang-fang/changes?limit=${PAGE}` },
  { operation: 'GET /v1/people/{id}/consents', who: OWNER, path: '/v1/people/wang-fang/consents' },
  { operation: 'GET /v1/staff/{id}', who: MANAGER, path: '/v1/staff/li-ming' },
  { operation: 'GET /v1/access-review', who: MANAGER, path: `/v1/access-review?limit=${PAGE}` },
  { operation: 'GET /v1/people/{id}/reads', who: MANAGER, path: `/v1/people/wang-fang/reads?limit=${PAGE}` },
];

const intake: readonly Omit<Look, 'service'>[] = [
  { operation: 'GET /v1/requests', who: AGENT, path: `/v1/requests?communityId=yunshan&limit=${PAGE}`, full: true },
  {
    operation: 'GET /v1/requests',
    who: AGENT,
    path: `/v1/requests?communityId=yunshan&status=ended&limit=${PAGE}`,
    full: true,
  },
  {
    operation: 'GET /v1/lowerings',
    who: MANAGER,
    path: `/v1/lowerings?communityId=yunshan&limit=${PAGE}`,
    full: true,
  },
  {
    operation: 'GET /v1/lowerings',
    who: MANAGER,
    path: `/v1/lowerings?communityId=yunshan&status=reviewed&limit=${PAGE}`,
    full: true,
  },
  { operation: 'GET /v1/requests', who: OWNER, path: `/v1/requests?limit=${PAGE}`, full: true },
  { operation: 'GET /v1/requests', who: AGENT, path: `/v1/requests?premisesId=${HOME}&limit=${PAGE}`, full: true },
  {
    operation: 'GET /v1/requests/duplicates',
    who: AGENT,
    path: `/v1/requests/duplicates?premisesId=${HOME}&category=public-sewage`,
  },
  { operation: 'GET /v1/requests/{id}', who: OWNER, path: `/v1/requests/REQUEST?limit=${PAGE}` },
  { operation: 'GET /v1/requests/{id}/notes', who: AGENT, path: `/v1/requests/REQUEST/notes?limit=${PAGE}` },
  {
    operation: 'GET /v1/requests/{id}/contact-reads',
    who: MANAGER,
    path: `/v1/requests/REQUEST/contact-reads?limit=${PAGE}`,
  },
  { operation: 'GET /v1/requests/{id}/attachments', who: OWNER, path: '/v1/requests/REQUEST/attachments' },
  { operation: 'GET /v1/callers', who: AGENT, path: `/v1/callers?premisesId=${HOME}` },
  { operation: 'GET /v1/promises', who: AGENT, path: `/v1/promises?premisesId=${HOME}&category=flooding` },
  { operation: 'GET /v1/categories', who: AGENT, path: '/v1/categories' },
];

const dispatch: readonly Omit<Look, 'service'>[] = [
  { operation: 'GET /v1/work-orders', who: HOLDER, path: `/v1/work-orders?status=open&limit=${PAGE}`, full: true },
  {
    operation: 'GET /v1/work-orders',
    who: 'zhao-gang',
    path: `/v1/work-orders?status=open&communityId=yunshan&limit=${PAGE}`,
    full: true,
  },
  {
    operation: 'GET /v1/work-orders',
    who: 'zhao-gang',
    path: `/v1/work-orders?status=unassigned&communityId=yunshan&limit=${PAGE}`,
  },
  { operation: 'GET /v1/work-orders/{id}', who: 'zhao-gang', path: '/v1/work-orders/REQUEST.1' },
  { operation: 'GET /v1/work-orders/{id}/candidates', who: 'zhao-gang', path: '/v1/work-orders/REQUEST.1/candidates' },
  { operation: 'GET /v1/work-orders/{id}/history', who: 'zhao-gang', path: '/v1/work-orders/REQUEST.1/history' },
  { operation: 'GET /v1/price-list', who: OWNER, path: '/v1/price-list' },
  { operation: 'GET /v1/price-list/versions', who: MANAGER, path: `/v1/price-list/versions?limit=${PAGE}` },
  { operation: 'GET /v1/requests/{id}/work-orders', who: OWNER, path: '/v1/requests/REQUEST/work-orders' },
];

const sla: readonly Omit<Look, 'service'>[] = [
  { operation: 'GET /v1/requests/{id}/clocks', who: OWNER, path: '/v1/requests/REQUEST/clocks' },
  { operation: 'GET /v1/clocks/{id}', who: AGENT, path: '/v1/clocks/REQUEST.arrival.1' },
  { operation: 'GET /v1/clocks', who: AGENT, path: `/v1/clocks?communityId=yunshan&limit=${PAGE}`, full: true },
  { operation: 'GET /v1/breaches', who: AGENT, path: `/v1/breaches?communityId=yunshan&limit=${PAGE}`, full: true },
  { operation: 'GET /v1/policies', who: MANAGER, path: '/v1/policies' },
  { operation: 'GET /v1/policies/{id}', who: MANAGER, path: '/v1/policies/repair.urgent' },
  { operation: 'GET /v1/calendars', who: MANAGER, path: '/v1/calendars' },
  { operation: 'GET /v1/calendars/{id}', who: MANAGER, path: '/v1/calendars/service' },
  { operation: 'GET /v1/policies/{id}/versions', who: MANAGER, path: '/v1/policies/repair.urgent/versions' },
  { operation: 'GET /v1/calendars/{id}/versions', who: MANAGER, path: '/v1/calendars/service/versions' },
];

const notification: readonly Omit<Look, 'service'>[] = [
  { operation: 'GET /v1/preferences', who: OWNER, path: '/v1/preferences' },
  { operation: 'GET /v1/people/{id}/preferences', who: AGENT, path: '/v1/people/wang-fang/preferences' },
  { operation: 'GET /v1/requests/{id}/messages', who: AGENT, path: '/v1/requests/REQUEST/messages' },
  { operation: 'GET /v1/templates', who: MANAGER, path: '/v1/templates' },
  { operation: 'GET /v1/templates/{code}', who: MANAGER, path: '/v1/templates/owner-done' },
  { operation: 'GET /v1/templates/{code}/history', who: MANAGER, path: '/v1/templates/owner-done/history' },
];

/** Every look that the product offers to somebody who is signed in, with those filters that read another list. */
export const looks: readonly Look[] = Object.entries({ directory, intake, dispatch, sla, notification }).flatMap(
  ([service, all]) => all.map((look): Look => ({ ...look, service: serviceSchema(service) })),
);

function serviceSchema(name: string): Service {
  const known: readonly Service[] = ['directory', 'intake', 'dispatch', 'sla', 'notification'];
  const found = known.find((service) => service === name);
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

/** Whether an operation only looks. A link's page shows one request to strangers; its token is not ours to make here. */
export const isLook = ({ method, path, roles }: Operation): boolean =>
  (method === 'GET' && roles !== 'signed-link') || path.endsWith('/search');

/** Read units of one look, and how many rows it shows. The caller is known already. */
export async function look(
  world: World,
  at: Look,
  { requestId, holder }: { readonly requestId: string; readonly holder: string },
): Promise<{ reads: number; rows: number }> {
  const { service, operation, body } = at;
  const who = at.who === HOLDER ? holder : at.who;
  const path = at.path.replaceAll('REQUEST', requestId);
  const method = operation.startsWith('POST') ? 'POST' : 'GET';
  const once = () => world.call(service, who, method, path, body);
  await once();
  world.meter.reset();
  const answer = await once();
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { reads: world.meter.usage.readUnits, rows: rowsOf(answer.body) };
}

function rowsOf(body: unknown): number {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  return Array.isArray(items) ? items.length : 0;
}
