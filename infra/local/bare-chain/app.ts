import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';

/**
 * The floor that the story measures our messages against: bus → queue → function → bus → queue → function → send,
 * with nothing decided and nothing stored on the way. Only ever deployed to the local cloud.
 */
const app = new App();
const stack = new Stack(app, 'guanjia-bare-chain', { env: { account: '000000000000', region: 'us-east-1' } });
const bus = new EventBus(stack, 'Bus');
const accepted = new Queue(stack, 'Accepted');

const hop = link('Hop', 'bare.first');
bus.grantPutEventsTo(hop);
hop.addEnvironment('BUS_NAME', bus.eventBusName);

const send = link('Send', 'bare.second');
send.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));
accepted.grantSendMessages(send);
send.addEnvironment('ACCEPTED_URL', accepted.queueUrl);

new CfnOutput(stack, 'BusName', { value: bus.eventBusName });
new CfnOutput(stack, 'AcceptedUrl', { value: accepted.queueUrl });

function link(id: 'Hop' | 'Send', detailType: string): NodejsFunction {
  const queue = new Queue(stack, `${id}Queue`, { visibilityTimeout: Duration.seconds(180) });
  new Rule(stack, `${id}Rule`, {
    eventBus: bus,
    eventPattern: { detailType: [detailType] },
    targets: [new SqsQueue(queue)],
  });
  const fn = new NodejsFunction(stack, id, {
    entry: join(import.meta.dirname, `${id.toLowerCase()}.ts`),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(30),
    bundling: {
      format: OutputFormat.ESM,
      bundleAwsSDK: true,
      minify: true,
      mainFields: ['module', 'main'],
      banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  // As many at a time as our own inboxes take.
  fn.addEventSource(new SqsEventSource(queue, { batchSize: 10, maxConcurrency: 5 }));
  return fn;
}
