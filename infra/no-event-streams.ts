/**
 * Takes the place of `@smithy/core/event-streams` in the bundles: no call of ours streams events, and inside it would
 * keep all of the SDK's core. S3's client asks for a part of it when it is made; another one only when such a call comes.
 */
const notBundled = (): never => {
  throw new Error('calls that stream events are not bundled');
};

export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export const eventStreamSerdeProvider = notBundled;
export class EventStreamSerde {
  constructor() {
    notBundled();
  }
}
