import { generate } from 'selfsigned';

/** A key and a self-signed certificate for `localhost` and `127.0.0.1`, which is its own authority. PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Made afresh: no key of ours lies in the repository. */
export async function makeCertificate(): Promise<TestCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}
