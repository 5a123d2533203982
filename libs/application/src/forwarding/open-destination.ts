import type { Destination } from '@sekisho/domain';
import { createSender, DeliveryFailed, type Sender, type SenderOptions } from '@sekisho/forwarding';
import { decryptSecret, type SecretKey, SecretUnreadable } from '@sekisho/platform';
import { destinationOwner } from '@sekisho/storage';

/** Opens a stored destination: reads its secret and makes the sender. Throws {@link DeliveryFailed}. */
export function openDestination(
  destination: Destination,
  encryptedSecret: Buffer | null,
  options: SenderOptions & { readonly secretKey: SecretKey },
): Sender {
  const secret = encryptedSecret === null ? null : readSecret(destination, encryptedSecret, options.secretKey);
  return createSender(destination, secret, options);
}

/** The secret in clear. Throws {@link DeliveryFailed} when another installation key sealed it. */
export function readSecret(destination: Destination, encryptedSecret: Buffer, secretKey: SecretKey): string {
  try {
    return decryptSecret(secretKey, encryptedSecret, destinationOwner(destination));
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    throw new DeliveryFailed(
      'misconfigured',
      {
        ja: '保存した秘密情報を復号できません。サーバーの暗号鍵 (SECRET_KEY) が変わった可能性があります。秘密情報を登録し直してください。',
        en: "The stored secret can't be decrypted: the server's key (SECRET_KEY) may have changed. Register the secret again.",
      },
      { cause: error },
    );
  }
}
