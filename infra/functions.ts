/** Every function of the product: service, and its entries `services/<service>/<entry>.ts`. */
export const functions = {
  directory: ['api', 'relay', 'sweep'],
  intake: ['api', 'on-events', 'relay', 'sweep'],
  dispatch: ['api', 'on-events', 'relay', 'sweep'],
  sla: ['api', 'on-events', 'relay', 'sweep'],
  notification: ['api', 'on-events', 'relay', 'sweep'],
} as const;

export type Service = keyof typeof functions;
export type Entry = (typeof functions)[Service][number];
