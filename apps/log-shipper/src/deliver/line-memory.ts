/**
 * Memory for lines that do not go from where the file was read to: those made here, and those that others do not adjoin. They
 * are put one behind the other, so that a request has a few large pieces and nothing is joined once more to be sent.
 */
export class LineMemory {
  #memory = Buffer.alloc(0);
  #used = 0;

  /** Puts the parts down as one line, a newline behind it; returns the line without. */
  put(...parts: readonly (string | Uint8Array)[]): Buffer {
    const size = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    if (this.#used + size + 1 > this.#memory.length) {
      this.#memory = Buffer.allocUnsafeSlow(Math.max(pieceBytes, size + 1));
      this.#used = 0;
    }
    const start = this.#used;
    for (const part of parts) {
      if (typeof part === 'string') this.#used += this.#memory.write(part, this.#used);
      else {
        this.#memory.set(part, this.#used);
        this.#used += part.length;
      }
    }
    const line = this.#memory.subarray(start, this.#used);
    this.#memory[this.#used] = newline;
    this.#used += 1;
    return line;
  }
}

const pieceBytes = 256 * 1024;
const newline = 0x0a;
