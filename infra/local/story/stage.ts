import { type Outputs, output } from '../../operations/outputs.ts';
import { type Caller, signIn } from '../callers.ts';
import type { LocalConnection } from '../connection.ts';

/** A deployed and seeded local cloud, as the story and the tests use it. */
export interface Stage {
  readonly url: string;
  readonly connection: LocalConnection;
  readonly outputs: Outputs;
  readonly passwords: Readonly<Record<string, string>>;
}

/** Signs a person of the demo company in. */
export async function enter(stage: Stage, username: string): Promise<Caller> {
  const password = stage.passwords[username];
  if (password === undefined) throw new Error(`no password of ${username} is known here`);
  const clientId = output(stage.outputs, 'platform', 'UserPoolClientId');
  return signIn({ url: stage.url, connection: stage.connection, clientId }, username, password);
}

/** A clock as `GET /v1/requests/{id}/clocks` shows it. */
export interface ShownClock {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly due: string;
  readonly judgedAt: string | null;
  readonly stoppedAt: string | null;
}

/** A message as `GET /v1/requests/{id}/messages` shows it. */
export interface ShownMessage {
  readonly template: string;
  readonly channel: string;
  readonly staffId: string;
  readonly copyStaffIds: readonly string[];
  readonly status: string;
  readonly acceptedAt: string | null;
  readonly uncertain: boolean;
}

export interface ShownWorkOrder {
  readonly id: string;
  readonly status: string;
  readonly assigneeStaffId: string | null;
}

export const clocksOf = (caller: Caller, requestId: string): Promise<ShownClock[]> =>
  items(caller, requestId, 'clocks');
export const messagesOf = (caller: Caller, requestId: string): Promise<ShownMessage[]> =>
  items(caller, requestId, 'messages');
export const workOrdersOf = (caller: Caller, requestId: string): Promise<ShownWorkOrder[]> =>
  items(caller, requestId, 'work-orders');

/** Empty as long as the other service has not heard of the request: its part of the case is not there yet. */
async function items<T>(caller: Caller, requestId: string, view: string): Promise<T[]> {
  const { status, body } = await caller.get(`/v1/requests/${requestId}/${view}`);
  if (status === 404) return [];
  if (status !== 200) throw new Error(`GET ${view}: ${status} ${JSON.stringify(body)}`);
  return body.items;
}
