import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Proof of an organisation's events that were stored in a span of time: the root of their Merkle tree, chained to the seal
 * before and signed with the installation's Ed25519 key. Spans follow on each other without gaps.
 */
export interface Seal {
  readonly organisationId: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** When the events were stored: inclusive, and the `to` of the seal before. RFC 3339. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly events: number;
  /** Root of the tree over the entries in their order, base64url. */
  readonly root: string;
  /** {@link sealHash} of the seal before; empty in the first. */
  readonly previous: string;
  /** Which key signed: {@link keyIdOf}. */
  readonly keyId: string;
  /** Ed25519 over {@link sealBytes}, base64url. */
  readonly signature: string;
}

/** Proof that a range of seals lost its events by a rule, and not by somebody's hand. */
export interface DeletionCertificate {
  readonly organisationId: string;
  /** Which rule, e.g. `retention-400-days`. */
  readonly rule: string;
  /** The seals whose events were deleted, first and last. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly events: number;
  readonly finishedAt: string;
  /** When it began and what it deleted, store by store: of a whole log by the deletion calendar. Retention has neither. */
  readonly startedAt?: string | undefined;
  readonly rows?: readonly DeletedRows[] | undefined;
  readonly keyId: string;
  /** Ed25519 over {@link certificateBytes}, base64url. */
  readonly signature: string;
}

/** How many rows were deleted from one store, as they lay there: copies included. */
export interface DeletedRows {
  /** E.g. `clickhouse.audit_events`. */
  readonly store: string;
  readonly rows: number;
}

/** What is signed of a seal. The leading text keeps a seal's signature from passing for anything else's. */
export function sealBytes(seal: Omit<Seal, 'signature'>): Buffer {
  return Buffer.from(
    JSON.stringify([
      'sekisho-seal-1',
      seal.organisationId,
      seal.sequence,
      seal.from,
      seal.to,
      seal.events,
      seal.root,
      seal.previous,
      seal.keyId,
    ]),
  );
}

export function certificateBytes(certificate: Omit<DeletionCertificate, 'signature'>): Buffer {
  const { startedAt, rows } = certificate;
  const common = [
    certificate.organisationId,
    certificate.rule,
    certificate.firstSequence,
    certificate.lastSequence,
    certificate.events,
    certificate.finishedAt,
    certificate.keyId,
  ];
  // Certificates of before there was more to say keep their signatures.
  return startedAt === undefined && rows === undefined
    ? Buffer.from(JSON.stringify(['sekisho-deletion-1', ...common]))
    : Buffer.from(
        JSON.stringify(['sekisho-deletion-2', ...common, startedAt, (rows ?? []).map((one) => [one.store, one.rows])]),
      );
}

/** What the next seal names as its predecessor. */
export function sealHash(seal: Seal): string {
  return createHash('sha256').update(sealBytes(seal)).update(seal.signature).digest('base64url');
}

/** The installation's signing key, as a worker holds it. */
export interface SealKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** SPKI, PEM: what a verifier needs, and nothing more. */
  readonly publicKeyPem: string;
}

/** Reads a private key (PKCS #8, PEM). Throws when it is not Ed25519. */
export function parseSealKey(pem: string): SealKey {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('the key for seals must be an Ed25519 key');
  const publicKey = createPublicKey(privateKey);
  return {
    keyId: keyIdOf(publicKey),
    privateKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The first 16 characters of the digest of the public key (SPKI, DER), base64url. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64url').slice(0, 16);
}

export function signSeal(seal: Omit<Seal, 'signature' | 'keyId'>, key: SealKey): Seal {
  const unsigned = { ...seal, keyId: key.keyId };
  return { ...unsigned, signature: sign(null, sealBytes(unsigned), key.privateKey).toString('base64url') };
}

export function signCertificate(
  certificate: Omit<DeletionCertificate, 'signature' | 'keyId'>,
  key: SealKey,
): DeletionCertificate {
  const unsigned = { ...certificate, keyId: key.keyId };
  return { ...unsigned, signature: sign(null, certificateBytes(unsigned), key.privateKey).toString('base64url') };
}

export function isSealSigned(seal: Seal, publicKey: KeyObject): boolean {
  return verify(null, sealBytes(seal), publicKey, Buffer.from(seal.signature, 'base64url'));
}

export function isCertificateSigned(certificate: DeletionCertificate, publicKey: KeyObject): boolean {
  return verify(null, certificateBytes(certificate), publicKey, Buffer.from(certificate.signature, 'base64url'));
}
