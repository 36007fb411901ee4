/**
 * Takes the place of `@aws-sdk/endpoint-cache` in the bundles. DynamoDB's client makes one for asking AWS where to call,
 * which is off unless somebody turns it on; behind it are collections for every runtime.
 */
export class EndpointCache {}
