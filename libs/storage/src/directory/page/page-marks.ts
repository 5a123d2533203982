/** Where a resource stands in a connection's list: the one at `index`, counted from 1. */
export interface PageMark {
  readonly index: number;
  readonly id: string;
  /** How often the set of the connection's resources had changed then (`scim_counts.changes`): a mark holds until the next. */
  readonly changes: string;
}

/**
 * Remembers at which resource the pages of a list begin. `startIndex` says how many resources to skip, and the database can
 * only skip by counting: of a hundred thousand people the last page costs many times the first. From a mark, it counts the
 * few between. Only an aid: whoever uses a mark has the database check, in the same statement, that it still holds.
 */
export class PageMarks {
  readonly #lists = new Map<string, Map<number, PageMark>>();

  /** The last mark at or before `index` in the list, or undefined. */
  nearest(list: string, index: number): PageMark | undefined {
    let nearest: PageMark | undefined;
    for (const mark of this.#lists.get(list)?.values() ?? []) {
      if (mark.index <= index && mark.index > (nearest?.index ?? 0)) nearest = mark;
    }
    return nearest;
  }

  /** Marks of an earlier state of the list are forgotten. */
  remember(list: string, marks: readonly PageMark[]): void {
    let known = this.#lists.get(list);
    for (const mark of marks) {
      const [first] = known?.values() ?? [];
      if (known === undefined || known.size >= maximumMarks || first?.changes !== mark.changes) {
        known = new Map();
        if (this.#lists.size >= maximumLists) this.#lists.clear();
        this.#lists.set(list, known);
      }
      known.set(mark.index, mark);
    }
  }

  forget(list: string): void {
    this.#lists.delete(list);
  }
}

/** Two hundred thousand people in pages of a hundred. Looking through them takes microseconds. */
const maximumMarks = 2_000;
const maximumLists = 200;
