import type { Environment } from 'aws-cdk-lib';
import type { CompanyProfile } from './company-profile.ts';

/** What every stack knows about this deployment. */
export interface Deployment {
  readonly profile: CompanyProfile;
  /** On the local cloud: nothing is protected against deletion, and one right is wider (see the notification stack), all buckets share one host. */
  readonly local: boolean;
  /** With the functions' real code; without it a placeholder stands in, for judging templates. */
  readonly bundled: boolean;
  readonly env: Environment;
  /** Base of the links in messages, without a slash at the end; absent: the address of the API. */
  readonly publicUrl: string | undefined;
}
