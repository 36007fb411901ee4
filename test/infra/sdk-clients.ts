import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** One call of each client whose code the bundler rewrites, in one module that can be bundled. */

interface Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export const getItem = (settings: Settings) =>
  new DynamoDBClient(settings).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));

export const transactWrite = (settings: Settings) =>
  new DynamoDBClient(settings).send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 't', Item: { pk: { S: 'a' } } } }] }),
  );

export const verifyMac = (settings: Settings) =>
  new KMSClient(settings).send(
    new VerifyMacCommand({
      KeyId: 'k',
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from('a'),
      Mac: Buffer.from('b'),
    }),
  );

export const changeVisibility = (settings: Settings) =>
  new SQSClient(settings).send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: 'https://sqs.example.com/1/q',
      ReceiptHandle: 'r',
      VisibilityTimeout: 5,
    }),
  );

export const getParameter = (settings: Settings) =>
  new SSMClient(settings).send(new GetParameterCommand({ Name: '/a', WithDecryption: true }));

export { isConditionFailure } from '../../shared/journal/errors.ts';
