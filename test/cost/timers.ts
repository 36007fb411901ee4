import { readFileSync } from 'node:fs';
import { type AttributeValue, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { execution, machineSchema, type Run, TaskError, type Waiting } from '../shared/timer/machine.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { Meter } from './meter.ts';

const machine = machineSchema.parse(
  JSON.parse(readFileSync(new URL('../../shared/timer/timer.asl.json', import.meta.url), 'utf8')),
);

const fieldsSchema = z.record(z.string(), z.custom<AttributeValue>()).transform((fields) => unmarshall(fields));
const keySchema = fieldsSchema.pipe(z.looseObject({ pk: z.string(), sk: z.string() }));
const writeSchema = z.object({
  UpdateExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  Key: keySchema.optional(),
  Item: fieldsSchema.optional(),
  ExpressionAttributeValues: fieldsSchema.optional(),
});
const taskSchema = z.object({
  TransactItems: z.array(z.object({ Put: writeSchema.optional(), Update: writeSchema.optional() })),
});

interface Running {
  readonly steps: Generator<Waiting, Run, undefined>;
  wakeAt: string;
  entered: number;
}

/** Step Functions with the one machine we have, run from its document on a clock that somebody else moves. */
export class Timers {
  readonly #names = new Set<string>();
  readonly #running = new Map<string, Running>();
  readonly #tables: MemoryTables;
  readonly #meter: Meter;
  readonly #table: string;

  /** @param table the one that the machine writes to */
  constructor(tables: MemoryTables, meter: Meter, table: string) {
    this.#tables = tables;
    this.#meter = meter;
    this.#table = table;
  }

  /** @throws ExecutionAlreadyExists */
  start(name: string, input: object, now: string): void {
    if (this.#names.has(name)) throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
    this.#names.add(name);
    this.#meter.usage.executions += 1;
    const steps = execution(machine, input, now, (parameters) => this.#write(parameters));
    const running: Running = { steps, wakeAt: '', entered: 0 };
    this.#running.set(name, running);
    this.#go(name, running);
  }

  /** @throws ExecutionDoesNotExist */
  stop(name: string): void {
    if (!this.#names.has(name)) throw new ExecutionDoesNotExist({ message: name, $metadata: {} });
    this.#running.delete(name);
  }

  get nextWakeUp(): string | undefined {
    return [...this.#running.values()].map(({ wakeAt }) => wakeAt).toSorted()[0];
  }

  /** Lets those go on that waited until this instant. */
  wake(now: string): void {
    for (const [name, running] of [...this.#running]) if (running.wakeAt <= now) this.#go(name, running);
  }

  /** To the next wait, or to the end; every state entered is a transition. */
  #go(name: string, running: Running): void {
    const { done, value } = running.steps.next();
    this.#meter.usage.transitions += value.path.length - running.entered;
    running.entered = value.path.length;
    if (!done) running.wakeAt = value.until;
    else if (value.end === 'Fail') throw new Error(`timer ${name} failed: ${JSON.stringify(value.failure)}`);
    else this.#running.delete(name);
  }

  #write(parameters: unknown): void {
    const { TransactItems } = taskSchema.parse(parameters);
    const TableName = this.#table;
    try {
      this.#tables.transact({
        TransactItems: TransactItems.map(({ Put, Update }) => ({
          ...(Put && { Put: { ...Put, TableName } }),
          ...(Update && { Update: { ...Update, TableName } }),
        })),
      });
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      throw new TaskError('DynamoDb.TransactionCanceledException', JSON.stringify(error.CancellationReasons));
    }
  }
}
