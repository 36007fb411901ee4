import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFaults, bundleFunctions } from '../../infra/bundle.ts';
import { loadProfile } from '../../infra/company-profile.ts';
import { functions } from '../../infra/functions.ts';

const folder = mkdtempSync(join(tmpdir(), 'guanjia-bundle-'));
const bundles = Object.entries(functions).flatMap(([service, entries]) =>
  entries.map((entry) => `${service}-${entry}`),
);
const { channels } = loadProfile('demo');
let metafile: Awaited<ReturnType<typeof bundleFunctions>>;

beforeAll(async () => {
  metafile = await bundleFunctions(channels, join(folder, 'first'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundles', () => {
  it('are one per function, within their budget and without build tools or languages of zod', () => {
    expect(bundles.filter((bundle) => !existsSync(join(folder, 'first', bundle, 'index.mjs')))).toEqual([]);
    expect(bundleFaults(metafile)).toEqual([]);
  });

  it('hold the adapters of the company’s channels, and no other’s client', async () => {
    const packages = (made: Awaited<ReturnType<typeof bundleFunctions>>) => {
      const inputs = Object.entries(made.outputs).flatMap(([file, { inputs: all }]) =>
        file.endsWith('notification-on-events/index.mjs') ? Object.keys(all) : [],
      );
      const found = ['client-sesv2', 'client-sns', 'client-ssm', 'nodemailer'];
      return found.filter((name) => inputs.some((input) => input.includes(`/${name}/`)));
    };
    expect(packages(metafile)).toEqual(['client-sesv2', 'client-sns']);
    const mainland = await bundleFunctions(loadProfile('huabei-example').channels, join(folder, 'mainland'));
    expect(bundleFaults(mainland)).toEqual([]);
    expect(packages(mainland)).toEqual(['client-ssm', 'nodemailer']);
  });

  it('have the same bytes when they are made again, so that a deploy changes only what changed', async () => {
    await bundleFunctions(channels, join(folder, 'second'));
    const bytes = (run: string, bundle: string) => readFileSync(join(folder, run, bundle, 'index.mjs'), 'utf8');
    expect(bundles.filter((bundle) => bytes('first', bundle) !== bytes('second', bundle))).toEqual([]);
  });
});

describe('the budget', () => {
  const output = (bytes: number, ...inputs: string[]) => ({
    inputs: {},
    outputs: {
      'a/index.mjs': {
        bytes,
        inputs: Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 1 }])),
        imports: [],
        exports: [],
      },
    },
  });

  it('names a bundle that is too large, and what does not belong into one', () => {
    expect(bundleFaults(output(600_001))).toEqual(['a/index.mjs: 600001 bytes, more than 600000']);
    const unwanted = ['node_modules/zod/v4/locales/be.js', 'node_modules/aws-cdk-lib/index.js'];
    expect(bundleFaults(output(1, ...unwanted))).toEqual(unwanted.map((input) => `a/index.mjs: contains ${input}`));
    expect(bundleFaults(output(600_000, 'node_modules/zod/v4/locales/en.js'))).toEqual([]);
  });

  it('names what a bundle needs and nothing brings: a function has no packages beside it', () => {
    const made = output(1);
    const imports = ['node:http', 'fs', '@smithy/core/event-streams'].map((path) => ({
      ...{ path, kind: 'import-statement' as const, external: true },
    }));
    expect(bundleFaults({ ...made, outputs: { 'a/index.mjs': { ...made.outputs['a/index.mjs'], imports } } })).toEqual([
      'a/index.mjs: needs @smithy/core/event-streams, which no function has beside it',
    ]);
  });
});
