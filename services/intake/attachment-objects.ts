import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { SignatureV4 } from '@smithy/signature-v4';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import type { ContentType } from './contract/content-types.ts';
import { LINK_SECONDS, UPLOAD_SECONDS } from './domain/attachment.ts';
import { TELLING_BYTES } from './domain/file-kinds.ts';
import { savedAs } from './domain/file-name.ts';
import type { AttachmentObjects, Beginning, Named, UploadForm } from './ports.ts';

/** What was uploaded and not judged yet; the bucket's lifecycle removes it after a day. */
const uploadKey = ({ requestId, id }: Named): string => `uploads/${requestId}/${id}`;
/** What has been judged. No form reaches here, so what was judged is what stays. */
const keptKey = ({ requestId, id }: Named): string => `requests/${requestId}/${id}`;

/** The content of attachments, in one private bucket. Uploads and downloads go there directly, signed here. */
export class AttachmentBucket implements AttachmentObjects {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async uploadForm(file: Named & { readonly contentType: ContentType; readonly bytes: number }): Promise<UploadForm> {
    return await createPresignedPost(this.#s3, {
      Bucket: this.#bucket,
      Key: uploadKey(file),
      Fields: { 'Content-Type': file.contentType },
      // As announced, neither more nor less.
      Conditions: [['content-length-range', file.bytes, file.bytes]],
      Expires: UPLOAD_SECONDS,
    });
  }

  async beginning(file: Named): Promise<Beginning | undefined> {
    try {
      const { Body, ContentRange, ETag } = await this.#s3.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: uploadKey(file), Range: `bytes=0-${TELLING_BYTES - 1}` }),
      );
      const size = Number(ContentRange?.split('/')[1]);
      if (!Body || !ETag || !Number.isSafeInteger(size)) throw new Error('S3 did not say what it gave');
      return { first: await Body.transformToByteArray(), size, version: ETag };
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error;
      const status = error.$metadata.httpStatusCode;
      if (status === 416) return { first: new Uint8Array(), size: 0, version: '' };
      // Whoever may not list a bucket is forbidden what does not exist.
      if (status === 404 || status === 403) return undefined;
      throw error;
    }
  }

  async keep(file: Named & { readonly contentType: ContentType }, { version }: Beginning): Promise<string | null> {
    try {
      const { CopyObjectResult } = await this.#s3.send(
        new CopyObjectCommand({
          Bucket: this.#bucket,
          Key: keptKey(file),
          CopySource: `${this.#bucket}/${uploadKey(file)}`,
          CopySourceIfMatch: version,
          MetadataDirective: 'REPLACE',
          ContentType: file.contentType,
          ContentDisposition: 'attachment',
          CacheControl: 'private, no-store',
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      return CopyObjectResult?.ChecksumSHA256 ?? null;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412)
        throw new ConcurrentChange('another upload', { cause: error });
      throw error;
    }
  }

  async dropUpload(file: Named): Promise<void> {
    await this.#delete(uploadKey(file));
  }

  async remove(file: Named): Promise<void> {
    await this.#delete(keptKey(file));
  }

  async #delete(Key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key }));
  }

  async link(
    file: Named & { readonly contentType: ContentType; readonly fileName: string | null },
    now: string,
  ): Promise<string> {
    const { config } = this.#s3;
    // Where a bucket is, the SDK tells with a form alone.
    const { url } = await createPresignedPost(this.#s3, { Bucket: this.#bucket, Key: keptKey(file) });
    const { protocol, hostname, port, host, pathname } = new URL(url);
    const signer = new SignatureV4({
      service: 's3',
      region: config.region,
      credentials: config.credentials,
      sha256: config.sha256,
      // The path of an object is signed as it is sent.
      uriEscapePath: false,
      applyChecksum: false,
    });
    const { path, query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol,
        hostname,
        ...(port && { port: Number(port) }),
        path: `${pathname.replace(/\/$/, '')}/${keptKey(file)}`,
        query: {
          'response-content-type': file.contentType,
          'response-content-disposition': savedAs(file.fileName, file.contentType),
        },
        // What a link brings has no body to be signed, and S3 wants that said.
        headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      },
      { expiresIn: LINK_SECONDS, signingDate: new Date(now) },
    );
    const signed = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return `${protocol}//${host}${path}?${signed.join('&')}`;
  }
}
