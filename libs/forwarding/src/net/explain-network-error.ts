import type { LocalisedText } from '@sekisho/domain';
import { DeliveryFailed } from '../delivery.ts';
import { ForbiddenAddress } from './address-guard.ts';

/** What a failed connection means to whoever configured the destination. `where` is host and port. */
export function explainNetworkError(error: unknown, where: string): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  if (error instanceof ForbiddenAddress) return new DeliveryFailed('forbidden', forbidden(where), { cause: error });
  const code = codeOf(error);
  if (code === 'ABORT_ERR' || isTimeout(error)) return timedOut(where, error);
  const explanation = code === undefined ? broken(where) : (explanations[code]?.(where) ?? certificateOr(code, where));
  return new DeliveryFailed('unreachable', explanation, { cause: error });
}

export function timedOut(where: string, cause?: unknown): DeliveryFailed {
  return new DeliveryFailed(
    'timeout',
    { ja: `${where} から時間内に応答がありませんでした。`, en: `${where} did not answer in time.` },
    { cause },
  );
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** Several addresses were tried: the first one's failure stands for all. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

function forbidden(where: string): LocalisedText {
  return {
    ja: `${where} は内部ネットワークのアドレスのため、送信できません。運用者が FORWARD_ALLOW_PRIVATE=true を設定すると許可されます。`,
    en: `${where} is inside a private network, so nothing is sent there. An operator allows it by FORWARD_ALLOW_PRIVATE=true.`,
  };
}

function broken(where: string): LocalisedText {
  return { ja: `${where} との接続が途中で切れました。`, en: `The connection to ${where} broke.` };
}

function noSuchHost(where: string): LocalisedText {
  return {
    ja: `${where} の名前を解決できません。ホスト名を確認してください。`,
    en: `The name of ${where} can't be resolved. Check the host name.`,
  };
}

const explanations: Readonly<Record<string, (where: string) => LocalisedText>> = {
  ENOTFOUND: noSuchHost,
  EAI_AGAIN: noSuchHost,
  ECONNREFUSED: (where) => ({
    ja: `${where} に接続を拒否されました。受信側が起動しているか、ポート番号が正しいか確認してください。`,
    en: `${where} refused the connection. Check that the receiver is running, and its port.`,
  }),
  ECONNRESET: broken,
  EPIPE: broken,
  ETIMEDOUT: (where) => ({ ja: `${where} に接続できませんでした。`, en: `${where} could not be reached.` }),
  EHOSTUNREACH: (where) => ({ ja: `${where} に到達できません。`, en: `There is no route to ${where}.` }),
  ENETUNREACH: (where) => ({ ja: `${where} に到達できません。`, en: `There is no route to ${where}.` }),
  CERT_HAS_EXPIRED: (where) => ({
    ja: `${where} の証明書は有効期限が切れています。`,
    en: `The certificate of ${where} has expired.`,
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (where) => ({
    ja: `${where} の証明書は別のホスト名のものです。`,
    en: `The certificate of ${where} is for another host name.`,
  }),
};

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function certificateOr(code: string, where: string): LocalisedText {
  if (untrusted.has(code)) {
    return {
      ja: `${where} の証明書は、信頼できる認証局のものではありません。独自の認証局を使う場合は、CA 証明書を登録してください。`,
      en: `The certificate of ${where} is not from a trusted authority. Register the CA certificate if it is your own.`,
    };
  }
  return {
    ja: `${where} と通信できませんでした (${code})。`,
    en: `We could not talk to ${where} (${code}).`,
  };
}
