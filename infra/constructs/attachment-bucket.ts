import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

export interface AttachmentBucketProps {
  /** The company's key, as for its tables. */
  readonly key: IKey;
  /** Where the pages are served from, which upload to the bucket. */
  readonly origin: string;
  readonly local: boolean;
}

/** What is uploaded lies under the one until it has been judged, then under the other. */
const prefixes = ['uploads', 'requests'] as const;

/** Files that people attach to requests: private, encrypted, kept like the tables; uploads never confirmed go after a day. */
export class AttachmentBucket extends Bucket {
  constructor(scope: Construct, id: string, { key, origin, local }: AttachmentBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // Not versioned: what somebody removes is personal and must be gone.
      versioned: false,
      // Only an upload is a call of a script, and a plain form needs no header; links are opened by the browser itself.
      cors: [{ allowedMethods: [HttpMethods.POST], allowedOrigins: [origin] }],
      lifecycleRules: [{ id: 'unconfirmed', prefix: 'uploads/', expiration: Duration.days(1) }],
      removalPolicy: local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Nothing is reached but through addresses that one function signs, each for one object and minutes, and it logs ' +
        'them; a log of every fetch would keep the addresses of households’ devices.',
    });
  }

  /** Lets a function keep and give attachments, and sign for others to do so. Its key it uses for the table already. */
  allow(user: HouseFunction): void {
    for (const prefix of prefixes) {
      const objects = this.arnForObjects(`${prefix}/*`);
      user.allow(['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], objects);
      Validations.of(user).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(Stack.of(this).resolve(objects))}]`,
        reason: 'Attachments of any request; whose they are is decided by the function.',
      });
    }
  }
}
