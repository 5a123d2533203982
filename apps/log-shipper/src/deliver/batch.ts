import type { FilePosition } from '../tail/file-position.ts';
import type { Line } from '../tail/line.ts';
import type { Source, SourceBlock } from '../tail/source.ts';
import type { DeadLetter } from './dead-letter.ts';

/** One event on its way, with what is needed to set it aside if the gateway refuses it. */
export interface Parcel {
  /** The event as one JSON line, without the newline. */
  readonly json: Buffer;
  /** Where it came from, for a dead letter. */
  readonly path: string;
  readonly line: number;
}

/** Events that are sent in one request, and what is settled with them. */
export interface Batch {
  readonly parcels: readonly Parcel[];
  /** Lines between them that are no events, to be set aside. */
  readonly letters: readonly DeadLetter[];
  /** The latest position of each source that this batch reaches, once it and all before it are acknowledged. */
  readonly reaches: readonly FilePosition[];
}

export interface BatchLimits {
  readonly events: number;
  readonly bytes: number;
}

/** Collects parcels until a limit is reached. */
export class BatchBuilder {
  readonly #limits: BatchLimits;
  #parcels: Parcel[] = [];
  #letters: DeadLetter[] = [];
  #bytes = 0;
  #reaches = new Map<Source, () => FilePosition | null>();
  /** The last line that was dealt with, not yet among those reached: that takes more than all else that is done with a line. */
  #last: { readonly block: SourceBlock; line: Line } | null = null;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0 && this.#letters.length === 0 && this.#reaches.size === 0 && this.#last === null;
  }

  get isFull(): boolean {
    return (
      this.#parcels.length >= this.#limits.events ||
      this.#letters.length >= this.#limits.events ||
      this.#bytes >= this.#limits.bytes
    );
  }

  add(parcel: Parcel): void {
    this.#parcels.push(parcel);
    this.#bytes += parcel.json.length + 1;
  }

  setAside(letter: DeadLetter): void {
    this.#letters.push(letter);
    this.#bytes += letter.content.length;
  }

  /** Notes that all up to this line has been dealt with. */
  reach(block: SourceBlock, line: Line): void {
    if (this.#last?.block === block) {
      this.#last.line = line;
      return;
    }
    this.#noteLast();
    this.#last = { block, line };
  }

  /** Notes that a source has been read to its end. */
  reachEnd(source: Source, end: FilePosition): void {
    this.#noteLast();
    this.#reaches.set(source, () => end);
  }

  take(): Batch {
    this.#noteLast();
    const reaches = [...this.#reaches.values()].flatMap((position) => position() ?? []);
    const batch = { parcels: this.#parcels, letters: this.#letters, reaches };
    this.#parcels = [];
    this.#letters = [];
    this.#bytes = 0;
    this.#reaches = new Map();
    return batch;
  }

  #noteLast(): void {
    if (this.#last === null) return;
    const { block, line } = this.#last;
    this.#reaches.set(block.source, () => block.after(line));
    this.#last = null;
  }
}
