import type { Service } from '../../infra/functions.ts';
import type { World } from './world.ts';

/** A list that people look at, full of requests that are open. */
export interface List {
  readonly service: Service;
  readonly who: string;
  readonly path: string;
}

/** A first page each. */
export const lists: readonly List[] = [
  { service: 'intake', who: 'wu-ting', path: '/v1/requests?communityId=yunshan&limit=50' },
  { service: 'sla', who: 'wu-ting', path: '/v1/clocks?communityId=yunshan&limit=50' },
  { service: 'dispatch', who: 'li-ming', path: '/v1/work-orders?status=open&limit=50' },
];

/** Read units of one page, and how many rows it has. The caller is known already. */
export async function read(world: World, { service, who, path }: List): Promise<{ reads: number; rows: number }> {
  const look = () => world.call(service, who, 'GET', path);
  await look();
  world.meter.reset();
  const { status, body } = await look();
  if (status !== 200) throw new Error(`GET ${path}: ${status}`);
  return { reads: world.meter.usage.readUnits, rows: rowsOf(body) };
}

function rowsOf(body: unknown): number {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  return Array.isArray(items) ? items.length : 0;
}
