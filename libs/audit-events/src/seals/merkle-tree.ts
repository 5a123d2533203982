import { createHash } from 'node:crypto';

/**
 * Builds the root of a Merkle tree over leaves in order, as RFC 6962 section 2.1 does for Certificate Transparency: leaf and
 * node hashes begin with different bytes, so that neither passes for the other, and a tree of n leaves splits at the
 * largest power of two below n. Memory is one hash a level.
 */
export class MerkleTree {
  /** Complete subtrees from left to right, each smaller than the one before; the size of the i-th is a power of two. */
  readonly #subtrees: { readonly size: number; readonly hash: Buffer }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its data. */
  add(data: Uint8Array): void {
    let subtree = { size: 1, hash: hashOf(leafPrefix, data) };
    for (let last = this.#subtrees.at(-1); last?.size === subtree.size; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = { size: subtree.size * 2, hash: hashOf(nodePrefix, last.hash, subtree.hash) };
    }
    this.#subtrees.push(subtree);
    this.#size += 1;
  }

  /** 32 bytes. Of no leaves: SHA-256 of nothing. */
  root(): Buffer {
    const [last, ...rest] = this.#subtrees.toReversed();
    if (last === undefined) return hashOf();
    return rest.reduce((right, left) => hashOf(nodePrefix, left.hash, right), last.hash);
  }
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

function hashOf(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
