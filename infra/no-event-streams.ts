/**
 * Takes the place of `@smithy/core/event-streams` in the bundles. The SDK imports it for calls that stream events, as
 * none of ours does; inside, it would keep all of the SDK's core. Every client of S3 asks for it when it is made.
 */
const never = (): never => {
  throw new Error('no call of ours streams events');
};

export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

export const eventStreamSerdeProvider = never;
