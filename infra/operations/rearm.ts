import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { rearmClocks } from '../../services/sla/rearm.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Timer } from '../../shared/timer/timer.ts';
import { connectionOf } from './connection-of.ts';
import { type Connection, type Outputs, output, readOutputs } from './outputs.ts';

/**
 * Gives every running clock of a deployed company a new timer: after an accident that ended the executions.
 * Safe at any time, and safe to repeat.
 * @returns how many clocks are running
 */
export function rearmCompany(connection: Connection, company: string, outputs: Outputs): Promise<number> {
  const suffix = String(Math.floor(Date.now() / 1000));
  return rearmClocks(
    {
      doc: documentClient(new DynamoDBClient(connection)),
      table: output(outputs, 'sla', 'TableName'),
      timer: new Timer(new SFNClient(connection), output(outputs, 'sla', 'TimerArn')),
      company,
    },
    suffix,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { company: { type: 'string', default: 'demo' } } });
  const connection = connectionOf(values.company);
  const outputs = await readOutputs(connection, values.company);
  console.log(`${await rearmCompany(connection, values.company, outputs)} clocks are running and have new timers.`);
}
