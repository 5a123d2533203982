import { createHash, createHmac } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type Answer, type HttpReceiver, type ReceivedRequest, startHttpReceiver } from './http-receiver.ts';

/**
 * A small S3: takes PUT of objects below one bucket, path style, and only with a right signature. The signature is
 * computed here from AWS's description of Signature Version 4, not by the library that the sender signs with.
 */
export interface S3Receiver {
  readonly http: HttpReceiver;
  /** What is stored, by key. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** How often an object was written over. */
  readonly overwritten: () => number;
  /** Every line of every object, in the order of the keys. */
  lines(): string[];
  /** From now on answers so instead of deciding itself; after storing, where `stores` says so. Null: itself again. */
  behave(answer: Answer | 'silence' | 'reset' | null, stores?: boolean): void;
}

export interface S3Credentials {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export async function startS3Receiver(credentials: S3Credentials): Promise<S3Receiver> {
  const http = await startHttpReceiver();
  const objects = new Map<string, Buffer>();
  let overwritten = 0;
  let forced: Answer | 'silence' | 'reset' | null = null;
  let storesAnyway = false;

  function put(request: ReceivedRequest): Answer {
    const reason = findFault(request, credentials);
    if (reason !== null) {
      return { status: 403, body: `<Error><Code>SignatureDoesNotMatch</Code><Message>${reason}</Message></Error>` };
    }
    const key = decodeURIComponent(request.path.slice(`/${credentials.bucket}/`.length));
    if (objects.has(key)) overwritten += 1;
    objects.set(key, request.raw);
    return { status: 200 };
  }

  http.behave((request) => {
    if (forced === null) return put(request);
    if (storesAnyway) put(request);
    return forced;
  });
  return {
    http,
    objects,
    overwritten: () => overwritten,
    lines: () =>
      [...objects.keys()].sort().flatMap((key) =>
        gunzipSync(objects.get(key) ?? Buffer.alloc(0))
          .toString('utf8')
          .trimEnd()
          .split('\n'),
      ),
    behave(answer, stores = false) {
      forced = answer;
      storesAnyway = stores;
    },
  };
}

/** Null when the request is signed as it must be. */
function findFault(request: ReceivedRequest, credentials: S3Credentials): string | null {
  const { method, path, headers, raw } = request;
  if (method !== 'PUT' || !path.startsWith(`/${credentials.bucket}/`)) return 'not an object of the bucket';
  if (headers['x-amz-content-sha256'] !== sha256(raw)) return 'the content is not what was signed';
  if (headers['content-md5'] !== createHash('md5').update(raw).digest('base64')) return 'Content-MD5 is wrong';
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    );
  if (match === null) return 'no signature';
  const [, accessKeyId, date = '', region = '', signedNames = '', signature] = match;
  if (accessKeyId !== credentials.accessKeyId || region !== credentials.region) return 'unknown credential';
  const names = signedNames.split(';');
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'too few headers are signed';
  const canonical = [
    method,
    canonicalPath(path),
    '',
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    sha256(raw),
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'] ?? '', scope, sha256(Buffer.from(canonical))].join('\n');
  const key = [date, region, 's3', 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  return hmac(key, toSign).toString('hex') === signature ? null : 'the signature is wrong';
}

/** Decoded, and every byte but the unreserved characters of RFC 3986 encoded again, whatever the client left as it was. */
function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(decodeURIComponent(part)).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
