import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { afterAll } from 'vitest';
import { type AppOptions, buildApp } from '../../infra/app.ts';
import { type CompanyProfile, loadProfile } from '../../infra/company-profile.ts';

/** A template's JSON, as loosely typed as CDK has it. */
export type Json = CloudFormationStackArtifact['template'];

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  /** The whole of it, with policies and metadata. */
  readonly raw: Json;
}

export interface Synthesized {
  readonly stacks: readonly string[];
  readonly templates: readonly { readonly file: string; readonly text: string }[];
  readonly resources: readonly Resource[];
  of(...types: string[]): Resource[];
}

// Belongs to the test file that imports this.
const folder = mkdtempSync(join(tmpdir(), 'guanjia-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes a company's stacks; cdk-nag and CDK's own validation throw here. */
export function synthesize(profile: CompanyProfile | string, options: Partial<AppOptions> = {}): Synthesized {
  const company = typeof profile === 'string' ? loadProfile(profile) : profile;
  const outdir = mkdtempSync(join(folder, 'cdk.out-'));
  const { stacks } = buildApp(company, { local: false, bundled: false, outdir, ...options }).synth();
  const templates = stacks.map(({ templateFullPath }) => ({
    file: templateFullPath,
    text: readFileSync(templateFullPath, 'utf8'),
  }));
  const resources = stacks.flatMap(({ stackName, template }) =>
    Object.entries<Json>(template.Resources).map(
      ([id, raw]): Resource => ({ stack: stackName, id, type: raw.Type, properties: raw.Properties ?? {}, raw }),
    ),
  );
  return {
    stacks: stacks.map(({ stackName }) => stackName),
    templates,
    resources,
    of: (...types) => resources.filter(({ type }) => types.includes(type)),
  };
}

/** A statement taken apart: one line per action and resource. */
export interface Right {
  readonly stack: string;
  readonly policy: string;
  readonly action: string;
  /** As in the template; a text for a literal. */
  readonly resource: Json;
  /** All resources but this one. */
  readonly except: boolean;
}

/** Every right that some role of the stacks has. */
export function rights({ of }: Synthesized): Right[] {
  const policies = of('AWS::IAM::Policy').map(({ stack, id, properties }) => ({ stack, id, policy: properties }));
  const inline = of('AWS::IAM::Role').flatMap(({ stack, id, properties }) =>
    list(properties.Policies).map((policy) => ({ stack, id, policy })),
  );
  return [...policies, ...inline].flatMap(({ stack, id, policy }) =>
    list(policy.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource, NotResource }) =>
        list(Action).flatMap((action) =>
          list(Resource ?? NotResource).map((resource) => ({
            stack,
            policy: id,
            action,
            resource,
            except: NotResource !== undefined,
          })),
        ),
      ),
  );
}

export const list = (value: Json): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** The logical id that `Ref` or `Fn::GetAtt` points to, if it is one. */
export const target = (reference: Json): string | undefined => reference?.Ref ?? reference?.['Fn::GetAtt']?.[0];
