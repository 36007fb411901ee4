import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { bundleFunctions } from './bundle.ts';
import { type CompanyProfile, loadProfile } from './company-profile.ts';
import type { Deployment } from './deployment.ts';
import { DirectoryStack } from './stacks/directory.ts';
import { DispatchStack } from './stacks/dispatch.ts';
import { IntakeStack } from './stacks/intake.ts';
import { NotificationStack } from './stacks/notification.ts';
import { OpsStack } from './stacks/ops.ts';
import { PlatformStack } from './stacks/platform.ts';
import { SlaStack } from './stacks/sla.ts';

export interface AppOptions {
  readonly local: boolean;
  /** The functions' bundles exist and go into the stacks; else a placeholder does. */
  readonly bundled: boolean;
  readonly publicUrl?: string | undefined;
  /** AWS account; unknown while nobody is signed in, which is enough to synthesize. */
  readonly account?: string | undefined;
  /** Where the templates go; absent: where the CDK CLI wants them. */
  readonly outdir?: string;
}

/** All stacks of one company, judged by cdk-nag when they are synthesized. */
export function buildApp(profile: CompanyProfile, options: AppOptions): App {
  const { local, bundled, publicUrl, account, outdir } = options;
  const app = new App({ context: cdkJson.context, analyticsReporting: false, ...(outdir && { outdir }) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const deployment: Deployment = {
    profile,
    local,
    bundled,
    publicUrl: (publicUrl ?? profile.publicUrl)?.replace(/\/$/, ''),
    env: local
      ? { account: '000000000000', region: 'us-east-1' }
      : { region: profile.region, ...(account && { account }) },
  };
  const platform = new PlatformStack(app, deployment);
  const directory = new DirectoryStack(app, deployment, platform);
  const intake = new IntakeStack(app, deployment, platform, directory);
  const dispatch = new DispatchStack(app, deployment, platform, directory);
  const sla = new SlaStack(app, deployment, platform, directory);
  const notification = new NotificationStack(app, deployment, platform, directory);
  if (!local) new OpsStack(app, deployment, platform, sla, [directory, intake, dispatch, sla, notification]);
  return app;
}

if (import.meta.main) {
  const { node: context } = new App({ autoSynth: false });
  const profile = loadProfile(context.tryGetContext('company') ?? 'demo');
  await bundleFunctions(profile.channels);
  buildApp(profile, {
    local: context.tryGetContext('local') === 'true',
    bundled: true,
    publicUrl: context.tryGetContext('publicUrl'),
    account: process.env.CDK_DEFAULT_ACCOUNT,
  }).synth();
}
