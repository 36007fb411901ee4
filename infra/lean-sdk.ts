import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Of every client's package file nothing is read but this. */
const versionOf = (text: string): string => JSON.stringify({ version: JSON.parse(text).version });

/**
 * `[_h]: …` becomes `"http": …`, for every name that the file declares as a text. To esbuild a computed key may have
 * effects, so it keeps all operations of a client that has one: of SES a hundred for the one that is called.
 */
function withPlainKeys(source: string): string {
  const texts = new Map([...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replaceAll(/\[(\w+)\]:/g, (key, name: string) => (texts.has(name) ? `${texts.get(name)}:` : key));
}

/**
 * Clients whose errors our code knows by their name alone. Those of DynamoDB and Step Functions are also known by their
 * class, and SNS calls some by another name than its client does.
 */
const NAMED_ERRORS = /\/client-(kms|s3|sesv2|sqs|ssm)\//;

/**
 * Without the list of the errors that a service knows, some of them a hundred, each with its class. One that is not on
 * the list is thrown all the same, with its name.
 */
const withoutErrorClasses = (source: string): string => source.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, '');

const rewritten = [
  {
    filter: /\/@aws-sdk\/client-[^/]+\/package\.json$/,
    loader: 'json',
    rewrite: versionOf,
  },
  {
    filter: /\/@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/,
    loader: 'js',
    rewrite: (source: string, path: string) =>
      withPlainKeys(NAMED_ERRORS.test(path) ? withoutErrorClasses(source) : source),
  },
] as const;

/** Writes some parts of the AWS SDK in a way that lets esbuild leave out what nobody calls. */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup: ({ onLoad }) => {
    for (const { filter, loader, rewrite } of rewritten)
      onLoad({ filter }, async ({ path }) => ({ contents: rewrite(await readFile(path, 'utf8'), path), loader }));
  },
};
