import * as z from 'zod';
import type { Stage } from '../../../infra/local/story/stage.ts';

const groupsSchema = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const eventsSchema = z.object({ events: z.array(z.object({ message: z.string() })), nextToken: z.string().nullish() });

/** Everything that the functions have said since an instant, as CloudWatch Logs keeps it: group → lines. */
export async function functionLogs(stage: Stage, sinceMs: number): Promise<Map<string, string[]>> {
  const { logGroups } = groupsSchema.parse(await logs(stage, 'DescribeLogGroups', {}));
  const found = new Map<string, string[]>();
  for (const { logGroupName } of logGroups) {
    const lines: string[] = [];
    let nextToken: string | null | undefined;
    do {
      const page = eventsSchema.parse(
        await logs(stage, 'FilterLogEvents', { logGroupName, startTime: sinceMs, ...(nextToken && { nextToken }) }),
      );
      lines.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken);
    found.set(logGroupName, lines);
  }
  return found;
}

/** The SDK has a client for it, of which nothing else here would be used. */
async function logs({ connection }: Stage, operation: string, input: object): Promise<unknown> {
  const { accessKeyId } = connection.credentials;
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const scope = `${accessKeyId}/${day}/${connection.region}/logs/aws4_request`;
  const response = await fetch(connection.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
      // The emulator knows the administrator by the key alone.
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
  return response.json();
}
