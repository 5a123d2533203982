import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from '@sekisho/domain';

/** OWASP's argon2id figures (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. argon2id is the default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The stored form of a password that the domain has accepted: argon2id with a salt of its own, PHC string. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), cost);
}

/** Made once, on first need: what a password is compared with when there is no account or none with a password. */
let nobodysHash: Promise<string> | undefined;

/**
 * Whether the password is the one behind `stored`. Without a stored hash it takes as long and says no, so that nobody
 * learns from the time which accounts exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password');
  const matches = await verify(stored ?? (await nobodysHash), normalisePassword(password));
  return stored !== null && matches;
}
