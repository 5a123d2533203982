import { randomFillSync } from 'node:crypto';
import { idWords } from './event-rows.ts';

/** Which row of a batch has an id. A table of numbers: a set of texts would cost more than all else that is done with a row. */
export interface IdIndex {
  /**
   * The first row that was added with this row's id and the same owner: the row itself, if there is no other.
   */
  add(row: number, owner: number): number;
  /** The first row that was added with the id, which comes as its words in the order of the rows, and owner; or -1. */
  find(words: Int32Array, owner: number): number;
}

/** An index over the ids of rows, which lie one behind the other in `ids`. An owner is a number of the caller's. */
export function createIdIndex(ids: Int32Array): IdIndex {
  const rows = ids.length / idWords;
  const owners = new Uint32Array(rows);
  // Half of it stays free, so that few rows have to look further than one place.
  const bits = Math.max(4, Math.ceil(Math.log2(rows + 1)) + 1);
  const mask = 2 ** bits - 1;
  const places = new Int32Array(mask + 1).fill(-1);

  /** Where the id is, or the free place where it would be. */
  function placeOf(words: Int32Array, at: number, owner: number): number {
    let place = scatter(words, at, owner) & mask;
    for (;;) {
      const row = places[place] ?? -1;
      if (row === -1) return place;
      const other = row * idWords;
      if (
        ids[other] === words[at] &&
        ids[other + 1] === words[at + 1] &&
        ids[other + 2] === words[at + 2] &&
        ids[other + 3] === words[at + 3] &&
        owners[row] === owner
      ) {
        return place;
      }
      place = (place + 1) & mask;
    }
  }

  return {
    add(row, owner) {
      const place = placeOf(ids, row * idWords, owner);
      const first = places[place] ?? -1;
      if (first !== -1) return first;
      places[place] = row;
      owners[row] = owner;
      return row;
    },
    find: (words, owner) => places[placeOf(words, 0, owner)] ?? -1,
  };
}

/** Of this process alone: nobody can choose ids that all come to lie in one place. */
const secret = randomFillSync(new Int32Array(idWords + 1));

function scatter(words: Int32Array, at: number, owner: number): number {
  let hash = owner;
  for (let word = 0; word < idWords; word += 1) {
    hash = Math.imul(hash ^ (words[at + word] ?? 0) ^ (secret[word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash ^ (secret[idWords] ?? 0), 0x85ebca6b) >>> 7;
}
