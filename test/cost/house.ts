import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { buildApp } from '../../infra/app.ts';
import type { CompanyProfile } from '../../infra/company-profile.ts';
import { type Entry, functions, type Service } from '../../infra/functions.ts';
import type { Standing } from './dollars.ts';

const patternSchema = z.object({
  'detail-type': z.array(z.string()),
  detail: z.object({ data: z.record(z.string(), z.array(z.unknown())) }).optional(),
});
const resourceSchema = z.object({ Type: z.string(), Properties: z.looseObject({}).optional() });
const ruleSchema = z.object({
  EventPattern: patternSchema,
  Targets: z.array(z.object({ Arn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) })),
});
const functionSchema = z.object({
  Description: z.string(),
  MemorySize: z.number(),
  Architectures: z.tuple([z.literal('arm64')]),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** A rule of the bus: which events go to a service's inbox. */
interface Rule {
  readonly service: Service;
  /** Logical id of the inbox's queue. */
  readonly queue: string;
  takes(event: { readonly name: string; readonly detail: unknown }): boolean;
}

interface HouseFunction {
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, unknown>>;
}

/** What the CDK app deploys, as far as it decides who calls whom and what a call costs. */
export interface House {
  readonly services: readonly Service[];
  readonly rules: readonly Rule[];
  readonly standing: Standing;
  function(service: Service, entry: Entry): HouseFunction;
}

/** Reads the rules and functions of a company from its synthesized stacks: what is deployed, not what is remembered. */
export function houseOf(profile: CompanyProfile): House {
  const outdir = mkdtempSync(join(tmpdir(), 'guanjia-cost-'));
  try {
    const { stacks } = buildApp(profile, { local: false, bundled: false, outdir }).synth();
    const rules: Rule[] = [];
    const lambdas = new Map<string, HouseFunction>();
    const count = new Map<string, number>();
    for (const { stackName, template } of stacks) {
      const resources = z.record(z.string(), resourceSchema).parse(template.Resources);
      const service = serviceOf(stackName);
      for (const { Type, Properties } of Object.values(resources)) {
        count.set(Type, (count.get(Type) ?? 0) + 1);
        if (service && Type === 'AWS::Events::Rule') rules.push(...rulesOf(service, Properties));
        const described = Type === 'AWS::Lambda::Function' && functionSchema.safeParse(Properties).data;
        if (!described) continue;
        const { Description, MemorySize: memoryMb, Environment } = described;
        lambdas.set(Description, { memoryMb, environment: Environment.Variables });
      }
    }
    const services = Object.keys(functions).filter(isService);
    return {
      services,
      rules,
      standing: {
        sweeps: Object.values(functions).filter((entries) => Object.values<Entry>(entries).includes('sweep')).length,
        inboxes: new Set(rules.map(({ service, queue }) => `${service}/${queue}`)).size,
        keys: count.get('AWS::KMS::Key') ?? 0,
        alarms: count.get('AWS::CloudWatch::Alarm') ?? 0,
      },
      function: (service, entry) => {
        const found = lambdas.get(`${profile.id} ${service} ${entry}`);
        if (!found) throw new Error(`no function ${service} ${entry}`);
        return found;
      },
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const isService = (name: string): name is Service => Object.hasOwn(functions, name);

function serviceOf(stackName: string): Service | undefined {
  const part = stackName.split('-').at(-1) ?? '';
  return isService(part) ? part : undefined;
}

function rulesOf(service: Service, properties: unknown): Rule[] {
  const { EventPattern, Targets } = ruleSchema.parse(properties);
  const data = Object.entries(EventPattern.detail?.data ?? {});
  return Targets.map(({ Arn }) => ({
    service,
    queue: Arn['Fn::GetAtt'][0],
    takes: ({ name, detail }) => {
      const sent = z.object({ data: z.looseObject({}) }).parse(detail).data;
      return (
        EventPattern['detail-type'].includes(name) && data.every(([field, values]) => values.includes(sent[field]))
      );
    },
  }));
}
