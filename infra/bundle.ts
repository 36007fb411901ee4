import { mkdirSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { ChannelSettings } from '../services/notification/contract/channel-settings.ts';
import { loadProfile } from './company-profile.ts';
import { functions } from './functions.ts';
import { leanSdk } from './lean-sdk.ts';
import { onlyChannels } from './only-channels.ts';

const root = dirname(import.meta.dirname);
const out = join(root, '.local', 'build');

/** Bytes of one minified bundle; more is felt at every cold start. The largest sends messages: seven clients, and all it listens to. */
const BUDGET = 600_000;

/** What must never be inside: build tools, what lambda-credentials.ts replaces, languages of zod besides its own. */
const UNWANTED = [
  /\/aws-cdk-lib\//,
  /\/zod-openapi\//,
  /\/@aws-sdk\/nested-clients\//,
  /\/zod\/v4\/locales\/(?!en\.js)/,
];

/** How every function is bundled. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The packages' ES modules: a third smaller than what node's own resolution would take.
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': './infra/lambda-credentials.ts',
    '@aws-sdk/endpoint-cache': './infra/no-endpoint-discovery.ts',
    '@smithy/core/event-streams': './infra/no-event-streams.ts',
  },
  plugins: [leanSdk],
  minify: true,
  // Chinese as it is, not as six letters for each of its characters.
  charset: 'utf8',
  // The only one in there is a hint for a coverage tool.
  legalComments: 'none',
  sourcemap: 'external',
  sourcesContent: false,
  // CommonJS leftovers inside the SDK call `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/** The folder that holds a function's bundle, `index.mjs`. */
export const bundleFolder = (service: string, entry: string): string => join(out, `${service}-${entry}`);

/**
 * Bundles every function into `.local/build/<service>-<entry>/index.mjs`. The same sources give the same bytes, so
 * that a deploy changes only functions whose code changed. The source maps beside are for reading stack traces; they
 * are not deployed.
 * @param channels those of the company: no other adapters are in the bundles
 * @param folder another place than `.local/build`, where the stacks take them from
 * @returns esbuild's account of what went into which bundle, also kept beside them as `metafile.json`
 */
export async function bundleFunctions(channels: ChannelSettings, folder = out): Promise<Metafile> {
  const entryPoints = Object.entries(functions).flatMap(([service, entries]) =>
    entries.map((entry) => ({ in: join('services', service, `${entry}.ts`), out: `${service}-${entry}/index` })),
  );
  const { metafile } = await build({
    ...bundleOptions,
    plugins: [...bundleOptions.plugins, onlyChannels(channels)],
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'metafile.json'), JSON.stringify(metafile));
  return metafile;
}

/** What is wrong with the bundles: too large, something inside that does not belong there, or something left outside. */
export function bundleFaults({ outputs }: Metafile): string[] {
  return Object.entries(outputs)
    .filter(([file]) => file.endsWith('.mjs'))
    .flatMap(([file, { bytes, inputs, imports }]) => [
      ...(bytes > BUDGET ? [`${file}: ${bytes} bytes, more than ${BUDGET}`] : []),
      ...Object.entries(inputs)
        .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && UNWANTED.some((part) => part.test(input)))
        .map(([input]) => `${file}: contains ${input}`),
      ...imports
        .filter(({ path, external }) => external && !isBuiltin(path))
        .map(({ path }) => `${file}: needs ${path}, which no function has beside it`),
    ]);
}

if (import.meta.main) {
  const { channels } = loadProfile(process.argv[2] ?? 'demo');
  const metafile = await bundleFunctions(channels);
  for (const [file, { bytes }] of Object.entries(metafile.outputs))
    if (file.endsWith('.mjs')) console.log(`${file} ${Math.round(bytes / 1000)} KB`);
  const faults = bundleFaults(metafile);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
