import type { FilePosition } from '../tail/file-identity.ts';

/** One event on its way, with what is needed to set it aside if the gateway refuses it. */
export interface Parcel {
  /** The event as one JSON line, without the newline. */
  readonly json: string;
  /** Where it came from, for a dead letter. */
  readonly origin: { readonly path: string; readonly line: number };
}

/** Events that are sent in one request. */
export interface Batch {
  readonly parcels: readonly Parcel[];
  readonly bytes: number;
  /** The latest position of each source that this batch reaches, once it and all before it are acknowledged. */
  readonly reaches: ReadonlyMap<string, FilePosition>;
}

export interface BatchLimits {
  readonly events: number;
  readonly bytes: number;
}

/** Collects parcels until a limit is reached. */
export class BatchBuilder {
  readonly #limits: BatchLimits;
  #parcels: Parcel[] = [];
  #bytes = 0;
  #reaches = new Map<string, FilePosition>();

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0 && this.#reaches.size === 0;
  }

  /** Adds an event and the position after it. Returns a full batch when there is one. */
  add(parcel: Parcel, after: FilePosition | null): Batch | null {
    this.#parcels.push(parcel);
    this.#bytes += Buffer.byteLength(parcel.json) + 1;
    if (after !== null) this.reach(after);
    return this.#parcels.length >= this.#limits.events || this.#bytes >= this.#limits.bytes ? this.take() : null;
  }

  /** Notes that a line without an event has been dealt with. */
  reach(after: FilePosition): void {
    this.#reaches.set(`${after.device}:${after.inode}:${after.head}`, after);
  }

  take(): Batch {
    const batch = { parcels: this.#parcels, bytes: this.#bytes, reaches: this.#reaches };
    this.#parcels = [];
    this.#bytes = 0;
    this.#reaches = new Map();
    return batch;
  }
}
