import type { FilePosition } from '../tail/file-position.ts';
import type { Cut, LineRun } from '../tail/line.ts';
import type { Source, SourceBlock } from '../tail/source.ts';
import type { DeadLetter } from './dead-letter.ts';
import { eventsIn, type Parcel } from './parcel.ts';

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
  #events = 0;
  #letters: DeadLetter[] = [];
  #bytes = 0;
  #reaches = new Map<Source, () => FilePosition | null>();
  /** The last line that was dealt with, not yet among those reached: that takes more than all else that is done with a line. */
  #last: { readonly block: SourceBlock; cut: Cut } | null = null;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0 && this.#letters.length === 0 && this.#reaches.size === 0 && this.#last === null;
  }

  get isFull(): boolean {
    return (
      this.#events >= this.#limits.events ||
      this.#letters.length >= this.#limits.events ||
      this.#bytes >= this.#limits.bytes
    );
  }

  add(parcel: Parcel): void {
    this.#parcels.push(parcel);
    this.#events += eventsIn(parcel);
    this.#bytes += parcel.json.length + 1;
  }

  setAside(letter: DeadLetter): void {
    this.#letters.push(letter);
    this.#bytes += letter.content.length;
  }

  /** How many lines of the run from the one at `from` the limits leave room for: one at least. */
  roomFor({ ends, lines }: LineRun, from: number): number {
    const most = Math.min(lines - from, this.#limits.events - this.#events);
    const bytes = this.#limits.bytes - this.#bytes + (ends[from - 1] ?? 0);
    let room = most;
    while (room > 1 && (ends[from + room - 1] ?? 0) > bytes) room -= 1;
    return Math.max(1, room);
  }

  /** Notes that all up to this line, or this part of a run, has been dealt with. */
  reach(block: SourceBlock, cut: Cut): void {
    if (this.#last?.block === block) {
      this.#last.cut = cut;
      return;
    }
    this.#noteLast();
    this.#last = { block, cut };
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
    this.#events = 0;
    this.#letters = [];
    this.#bytes = 0;
    this.#reaches = new Map();
    return batch;
  }

  #noteLast(): void {
    if (this.#last === null) return;
    const { block, cut } = this.#last;
    this.#reaches.set(block.source, () => block.after(cut));
    this.#last = null;
  }
}
