import * as z from 'zod';

export const linksSchema = z.object({ self: z.string(), clocks: z.string(), workOrders: z.string() });

/** Where the other views of a request are, each told by the service that owns it. */
export const linksOf = (requestId: string): z.infer<typeof linksSchema> => ({
  self: `/v1/requests/${requestId}`,
  clocks: `/v1/requests/${requestId}/clocks`,
  workOrders: `/v1/requests/${requestId}/work-orders`,
});
