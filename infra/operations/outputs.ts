import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';

/** Where AWS is. In AWS itself nothing is set: region and credentials come from the environment. */
export interface Connection {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The stacks of a company, `guanjia-<company>-<part>`. */
export const parts = ['platform', 'directory', 'intake', 'dispatch', 'sla', 'notification'] as const;
export type Part = (typeof parts)[number];

/** What the stacks of a company say about themselves (CfnOutput key → value). */
export type Outputs = Readonly<Record<Part, Readonly<Record<string, string>>>>;

/**
 * Reads the outputs of a company's stacks.
 * @throws Error naming the stacks that are not deployed.
 */
export async function readOutputs(connection: Connection, company: string): Promise<Outputs> {
  const stacks = await stacksOf(connection, company);
  const missing = parts.filter((part) => !stacks.has(part));
  if (missing.length > 0)
    throw new Error(`Not deployed: ${missing.map((part) => stackName(company, part)).join(', ')}`);
  return {
    platform: outputsOf(stacks.get('platform')),
    directory: outputsOf(stacks.get('directory')),
    intake: outputsOf(stacks.get('intake')),
    dispatch: outputsOf(stacks.get('dispatch')),
    sla: outputsOf(stacks.get('sla')),
    notification: outputsOf(stacks.get('notification')),
  };
}

/** One output that must be there. */
export function output(outputs: Outputs, part: Part, key: string): string {
  const value = outputs[part][key];
  if (value === undefined) throw new Error(`The stack of ${part} has no output ${key}`);
  return value;
}

/** The company's stacks that exist, whatever their state. */
export async function stacksOf(connection: Connection, company: string): Promise<Map<Part, Stack>> {
  const found = new Map<Part, Stack>();
  const client = new CloudFormationClient(connection);
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const stack of page.Stacks ?? []) {
      const part = parts.find((candidate) => stack.StackName === stackName(company, candidate));
      if (part) found.set(part, stack);
    }
  }
  return found;
}

export function stackName(company: string, part: Part): string {
  return `guanjia-${company}-${part}`;
}

function outputsOf(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value]),
  );
}
