/** The types of values, as the compact protocol numbers them. */
export const thrift = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

export interface ThriftField {
  readonly id: number;
  readonly type: number;
}

/** As much of Thrift's compact protocol as the headers in a Parquet file need. Reading past the end gives zeros. */
export class CompactReader {
  position = 0;
  readonly #bytes: Uint8Array;
  #isLost = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** There is something that it does not know, so it can't tell what follows. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Something stands, or goes on, behind the end of the bytes. */
  get isShort(): boolean {
    return !this.#isLost && this.position > this.#bytes.length;
  }

  /** The next field of a structure, whose last field was `last`; undefined at its end. */
  field(last: number): ThriftField | undefined {
    const head = this.#byte();
    if (head === 0) return undefined;
    const step = head >> 4;
    return { id: step === 0 ? this.integer() : last + step, type: head & 0x0f };
  }

  integer(): number {
    const zigzag = this.#varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  /** The first field of a structure, a number; the others are passed over. */
  firstInteger(): number {
    let first = 0;
    for (let field = this.field(0); field !== undefined; field = this.field(field.id)) {
      if (field.id === 1 && field.type === thrift.i32) first = this.integer();
      else this.skip(field.type);
    }
    return first;
  }

  /** Passes over what is left of a structure. */
  skipStructure(last: number): void {
    for (let field = this.field(last); field !== undefined; field = this.field(field.id)) this.skip(field.type);
  }

  /** Passes over the value of a field. */
  skip(type: number): void {
    switch (type) {
      case thrift.true:
      case thrift.false:
        break;
      case thrift.byte:
        this.position += 1;
        break;
      case thrift.i16:
      case thrift.i32:
      case thrift.i64:
        this.#varint();
        break;
      case thrift.double:
        this.position += 8;
        break;
      case thrift.binary: {
        const length = this.#varint();
        this.position += length;
        break;
      }
      case thrift.list:
        this.#skipList();
        break;
      case thrift.struct:
        this.skipStructure(0);
        break;
      default:
        this.#isLost = true;
        this.position = Number.POSITIVE_INFINITY;
    }
  }

  #skipList(): void {
    const head = this.#byte();
    const items = head >> 4 === 15 ? this.#varint() : head >> 4;
    const type = head & 0x0f;
    for (let item = 0; item < items && this.position <= this.#bytes.length; item += 1) {
      // Of a field the type is the value; in a list it is a byte.
      this.skip(type === thrift.true || type === thrift.false ? thrift.byte : type);
    }
  }

  #varint(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.position] ?? 0;
    this.position += 1;
    return byte;
  }
}
