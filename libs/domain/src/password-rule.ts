import { DomainError } from './errors.ts';

/** In Unicode characters, after NFKC: NIST SP 800-63B-4 §3.1.1.2 asks for 15 without and 8 with a second factor. */
export const minimumPasswordLength = 12;
/** Long enough for any passphrase; a bound because hashing costs time. */
export const maximumPasswordLength = 256;

/** Parts of an address or a name shorter than this are too common to be a reason. */
const shortestTellingPart = 4;
/** What must be left of a password without those parts. */
const fewestOwnCharacters = 8;

/**
 * The password in the form that is hashed (NFKC, so that one keyboard's `é` equals another's), or the
 * {@link DomainError} that says what is wrong with it. No composition rules: length, and not made of what everybody
 * knows about the person.
 */
export function parsePassword(
  password: string,
  person: { readonly email: string | null; readonly name: string },
): string {
  const normalised = normalisePassword(password);
  const length = [...normalised].length;
  if (length < minimumPasswordLength) {
    throw new DomainError(
      'account.password-too-short',
      {
        ja: `パスワードは ${minimumPasswordLength} 文字以上にしてください。`,
        en: `A password needs at least ${minimumPasswordLength} characters.`,
      },
      'password',
    );
  }
  if (length > maximumPasswordLength) {
    throw new DomainError(
      'account.password-too-long',
      {
        ja: `パスワードは ${maximumPasswordLength} 文字以内にしてください。`,
        en: `A password may have at most ${maximumPasswordLength} characters.`,
      },
      'password',
    );
  }
  if (isGuessable(normalised, person)) {
    throw new DomainError(
      'account.password-guessable',
      {
        ja: '推測されやすいパスワードです。メールアドレスや名前、同じ文字の繰り返しを避けてください。',
        en: 'This password is easy to guess. Avoid your e-mail address, your name and repeated characters.',
      },
      'password',
    );
  }
  return normalised;
}

/** The form in which passwords are hashed and compared. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Made mostly of the person's address or name, or of one to three characters over and over. */
function isGuessable(password: string, person: { readonly email: string | null; readonly name: string }): boolean {
  const folded = password.toLowerCase();
  if (new Set(folded).size <= 3) return true;
  const known = [person.email, person.name]
    .flatMap((text) => [text, ...(text ?? '').split(/[\s@._+\-　]+/)])
    .filter((part) => part !== null)
    .map((part) => part.normalize('NFKC').toLowerCase())
    .filter((part) => part.length >= shortestTellingPart)
    .sort((a, b) => b.length - a.length);
  const rest = known.reduce((left, part) => left.replaceAll(part, ''), folded);
  return [...rest].length < fewestOwnCharacters;
}
