import * as z from 'zod';

/** The part of the Amazon States Language (JSONPath) that our machine uses; anything else is refused. */
const choiceSchema = z.strictObject({
  Variable: z.string(),
  IsPresent: z.literal(true).optional(),
  StringMatches: z.string().optional(),
  NumericGreaterThanEquals: z.number().optional(),
  Next: z.string(),
});
const Comment = z.string().optional();
const stateSchema = z.discriminatedUnion('Type', [
  z.strictObject({
    Type: z.literal('Wait'),
    TimestampPath: z.string().optional(),
    Seconds: z.number().optional(),
    Next: z.string(),
    Comment,
  }),
  z.strictObject({ Type: z.literal('Choice'), Choices: z.array(choiceSchema), Default: z.string(), Comment }),
  z.strictObject({
    Type: z.literal('Pass'),
    InputPath: z.string().optional(),
    Parameters: z.unknown().optional(),
    ResultPath: z.string(),
    Next: z.string(),
    Comment,
  }),
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    TimeoutSeconds: z.number(),
    Parameters: z.unknown(),
    ResultPath: z.null(),
    Retry: z.array(
      z.strictObject({
        ErrorEquals: z.array(z.string()),
        MaxAttempts: z.number(),
        IntervalSeconds: z.number().optional(),
        BackoffRate: z.number().optional(),
        JitterStrategy: z.string().optional(),
      }),
    ),
    Catch: z.array(z.strictObject({ ErrorEquals: z.array(z.string()), ResultPath: z.string(), Next: z.string() })),
    Next: z.string().optional(),
    End: z.literal(true).optional(),
    Comment,
  }),
  z.strictObject({ Type: z.literal('Succeed'), Comment }),
  z.strictObject({ Type: z.literal('Fail'), ErrorPath: z.string(), CausePath: z.string(), Comment }),
]);
export const machineSchema = z.object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
export type Machine = z.infer<typeof machineSchema>;

/** A failure of a task, as Step Functions names it. */
export class TaskError extends Error {
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

export interface Run {
  readonly end: 'Succeed' | 'End' | 'Fail';
  readonly path: readonly string[];
  /** Instants at which the machine woke up, and error and cause of a failure. */
  readonly wakeUps: readonly string[];
  readonly failure?: unknown;
}

type Data = Record<string, unknown>;

/** A machine that waits. */
export interface Waiting {
  readonly until: string;
  /** The states entered so far. */
  readonly path: readonly string[];
}

/**
 * Runs a machine on a clock that jumps. Retries of the service itself are not played: a task fails or succeeds.
 * @param task answers a task with its parameters, at the instant its state was entered; throws `TaskError` to fail
 */
export function run(machine: Machine, input: object, start: string, task: (parameters: unknown) => void): Run {
  const running = execution(machine, input, start, task);
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

/** The same wait by wait, for whoever lets other things happen meanwhile. */
export function* execution(
  machine: Machine,
  input: object,
  start: string,
  task: (parameters: unknown) => void,
): Generator<Waiting, Run, undefined> {
  let data: Data = { ...input };
  let now = start;
  const path: string[] = [];
  const wakeUps: string[] = [];
  let name = machine.StartAt;
  for (;;) {
    const state = machine.States[name];
    if (!state || path.push(name) > 200) throw new Error(`lost at ${name}`);
    switch (state.Type) {
      case 'Wait': {
        const until = state.TimestampPath ? String(read(data, state.TimestampPath)) : '';
        now = state.Seconds === undefined ? (until > now ? until : now) : plusSeconds(now, state.Seconds);
        yield { until: now, path };
        wakeUps.push(now);
        name = state.Next;
        break;
      }
      case 'Choice':
        name = state.Choices.find((choice) => holds(choice, data))?.Next ?? state.Default;
        break;
      case 'Pass':
        data = write(
          data,
          state.ResultPath,
          state.InputPath ? read(data, state.InputPath) : fill(state.Parameters, data, now),
        );
        name = state.Next;
        break;
      case 'Task':
        try {
          task(fill(state.Parameters, data, now));
          if (!state.Next) return { end: 'End', path, wakeUps };
          name = state.Next;
        } catch (thrown) {
          if (!(thrown instanceof TaskError)) throw thrown;
          const caught = state.Catch.find(({ ErrorEquals }) => ErrorEquals.includes(thrown.error));
          if (!caught) return { end: 'Fail', path, wakeUps, failure: [thrown.error, thrown.message] };
          data = write(data, caught.ResultPath, { Error: thrown.error, Cause: thrown.message });
          name = caught.Next;
        }
        break;
      case 'Succeed':
        return { end: 'Succeed', path, wakeUps };
      case 'Fail':
        return { end: 'Fail', path, wakeUps, failure: [read(data, state.ErrorPath), read(data, state.CausePath)] };
    }
  }
}

const plusSeconds = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null;

function lookUp(data: unknown, path: string): unknown {
  if (!/^\$(\.\w+)+$/.test(path)) throw new Error(`path ${path}`);
  return path
    .split('.')
    .slice(1)
    .reduce((value: unknown, key) => (isData(value) ? value[key] : undefined), data);
}

/** AWS ends an execution that reads a path which is not there. */
function read(data: unknown, path: string): unknown {
  const value = lookUp(data, path);
  if (value === undefined) throw new Error(`States.Runtime: nothing at ${path}`);
  return value;
}

function write(data: Data, path: string, value: unknown): Data {
  const key = /^\$\.(\w+)$/.exec(path)?.[1];
  if (!key) throw new Error(`result path ${path}`);
  return { ...data, [key]: value };
}

function holds(choice: z.infer<typeof choiceSchema>, data: Data): boolean {
  const value = lookUp(data, choice.Variable);
  if (choice.IsPresent) return value !== undefined;
  if (choice.NumericGreaterThanEquals !== undefined) return Number(value) >= choice.NumericGreaterThanEquals;
  const [before = '', middle = '', after = ''] = (choice.StringMatches ?? '').split('*');
  if (before !== '' || after !== '' || middle === '') throw new Error('only *text* is known');
  return String(value).includes(middle);
}

/** Parameters with every `name.$` replaced by what it stands for. */
function fill(template: unknown, data: Data, entered: string): unknown {
  if (Array.isArray(template)) return template.map((part) => fill(part, data, entered));
  if (!isData(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), evaluate(String(value), data, entered)]
        : [key, fill(value, data, entered)],
    ),
  );
}

function evaluate(expression: string, data: Data, entered: string): unknown {
  // AWS leaves milliseconds out when they are zero.
  if (expression === '$$.State.EnteredTime') return entered.replace('.000Z', 'Z');
  if (/^'.*'$/.test(expression)) return expression.slice(1, -1);
  if (/^\d+$/.test(expression)) return Number(expression);
  const [, name, list] = /^States\.(\w+)\((.+)\)$/.exec(expression) ?? [];
  if (!name || !list) return read(data, expression);
  const [first, ...rest] = argumentsOf(list).map((argument) => evaluate(argument, data, entered));
  switch (name) {
    case 'Format':
      return rest.reduce((text: string, value) => text.replace('{}', String(value)), String(first));
    case 'MathAdd':
      return Number(first) + Number(rest[0]);
    case 'StringSplit':
      return String(first)
        .split(new RegExp(`[${String(rest[0])}]`))
        .filter(Boolean);
    case 'ArrayGetItem':
      return Array.isArray(first) ? first[Number(rest[0])] : undefined;
    default:
      throw new Error(`States.${name} is not known`);
  }
}

/** The arguments of a call, split at the commas that are in no inner call and no text. */
function argumentsOf(list: string): string[] {
  const found = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of list) {
    if (letter === "'") quoted = !quoted;
    if (!quoted) depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0 && !quoted) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.map((argument) => argument.trim());
}
