import { randomBytes } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  KMSClient,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { MemoryTables } from './memory-tables.ts';
import type { Meter } from './meter.ts';
import type { Timers } from './timers.ts';

/** An event on the bus. */
export interface BusEvent {
  readonly source: string;
  readonly name: string;
  readonly detail: string;
}

interface Clients {
  readonly tables: MemoryTables;
  readonly meter: Meter;
  readonly timers: Timers;
  now(): string;
  sent(event: BusEvent): void;
}

/** Puts a house in memory behind every AWS client that the functions make. What they call beyond it fails loudly. */
export function answerClients({ tables, meter, timers, now, sent }: Clients): void {
  const dynamo = mockClient(DynamoDBDocumentClient);
  dynamo.rejects(new Error('this request is not known to the tables in memory'));
  dynamo.on(GetCommand).callsFake(async (input) => tables.get(input));
  dynamo.on(BatchGetCommand).callsFake(async (input) => tables.batchGet(input));
  dynamo.on(QueryCommand).callsFake(async (input) => tables.query(input));
  dynamo.on(PutCommand).callsFake(async (input) => tables.write('Put', input));
  dynamo.on(UpdateCommand).callsFake(async (input) => tables.write('Update', input));
  dynamo.on(DeleteCommand).callsFake(async (input) => tables.write('Delete', input));
  dynamo.on(TransactWriteCommand).callsFake(async (input) => tables.transact(input));

  mockClient(EventBridgeClient)
    .on(PutEventsCommand)
    .callsFake(async ({ Entries }: { Entries: { Source: string; DetailType: string; Detail: string }[] }) => {
      for (const { Source, DetailType, Detail } of Entries) sent({ source: Source, name: DetailType, detail: Detail });
      return { Entries: Entries.map((_, n) => ({ EventId: String(n) })) };
    });

  const machines = mockClient(SFNClient);
  machines.on(StartExecutionCommand).callsFake(async ({ name, input }: { name: string; input: string }) => {
    timers.start(name, JSON.parse(input), now());
    return {};
  });
  machines.on(StopExecutionCommand).callsFake(async ({ executionArn }: { executionArn: string }) => {
    timers.stop(executionArn.split(':').at(-1) ?? '');
    return {};
  });

  const dataKey = { Plaintext: randomBytes(32), CiphertextBlob: randomBytes(184) };
  const counted = <Answer>(answer: Answer) => {
    return async (): Promise<Answer> => {
      meter.usage.keyRequests += 1;
      return answer;
    };
  };
  const keys = mockClient(KMSClient);
  keys.on(GenerateDataKeyCommand).callsFake(counted(dataKey));
  keys.on(DecryptCommand).callsFake(counted(dataKey));
  keys.on(GenerateMacCommand).callsFake(counted({ Mac: randomBytes(32) }));
  keys.on(VerifyMacCommand).callsFake(counted({ MacValid: true }));

  mockClient(SESv2Client)
    .on(SendEmailCommand)
    .callsFake(async () => {
      meter.usage.emails += 1;
      return { MessageId: 'email' };
    });
  mockClient(SNSClient)
    .on(PublishCommand)
    .callsFake(async () => {
      meter.usage.textMessages += 1;
      return { MessageId: 'sms' };
    });
}
