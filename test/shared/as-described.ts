import { openapiDocument } from '../../infra/reference/openapi.ts';
import type { Operation } from '../../shared/http/operation.ts';
import { route } from '../../shared/http/route.ts';
import { type Answered, describedAnswers } from './described-answers.ts';

/** Whatever a test calls: its answer is one of those that the OpenAPI document promises. @throws Error for any other */
export function asDescribed(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
  answer: Answered,
): void {
  const operation = reached(operations, method, path);
  const faults = operation
    ? judgeOf(operation)(method, operation.path, answer)
    : judgeProblem(method, undefined, answer);
  if (faults.length > 0) throw new Error(`${method} ${path}: ${faults.join('; ')}\n${answer.text.slice(0, 2000)}`);
}

function reached(operations: readonly Operation[], method: string, path: string): Operation | undefined {
  try {
    return route(operations, method, path).operation;
  } catch {
    return undefined;
  }
}

const judgeProblem = describedAnswers(openapiDocument({}));
const judges = new WeakMap<Operation, ReturnType<typeof describedAnswers>>();

function judgeOf(operation: Operation): ReturnType<typeof describedAnswers> {
  const judge = judges.get(operation) ?? describedAnswers(openapiDocument({ tested: [operation] }));
  judges.set(operation, judge);
  return judge;
}
