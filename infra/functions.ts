/** Every function of the product: service, and its entries `services/<service>/<entry>.ts`. */
export const functions = {
  directory: ['api', 'relay', 'sweep'],
  intake: ['api', 'attachments', 'on-events', 'relay', 'sweep'],
  dispatch: ['api', 'on-events', 'relay', 'sweep'],
  sla: ['api', 'on-events', 'relay', 'sweep'],
  notification: ['api', 'on-events', 'relay', 'sweep'],
  /** No service of its own: shows the API's description. */
  reference: ['api'],
} as const;

/** With a table and events of its own. */
export type Service = Exclude<keyof typeof functions, 'reference'>;
export type Entry = (typeof functions)[Service][number];
