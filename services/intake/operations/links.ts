/** Where the other views of a request are, each told by the service that owns it. */
export const linksOf = (requestId: string) => ({
  self: `/v1/requests/${requestId}`,
  clocks: `/v1/requests/${requestId}/clocks`,
  workOrders: `/v1/requests/${requestId}/work-orders`,
});
