import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** A stack of one company, `guanjia-<company>-<part>`: companies stand beside each other in one account. */
export class HouseStack extends Stack {
  constructor(scope: Construct, { profile, local, env }: Deployment, part: string) {
    super(scope, `guanjia-${profile.id}-${part}`, {
      env,
      description: `Guanjia for ${profile.id}: ${part}`,
      terminationProtection: !local,
      tags: { 'guanjia:company': profile.id },
    });
  }
}
