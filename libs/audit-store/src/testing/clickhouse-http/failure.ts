/** An error as ClickHouse reports it. */
export class ClickHouseFailure extends Error {
  /** ClickHouse `ErrorCodes.cpp`. */
  readonly code: number;
  readonly errorName: string;

  constructor(code: number, message: string, errorName: string) {
    super(message);
    this.name = 'ClickHouseFailure';
    this.code = code;
    this.errorName = errorName;
  }

  /** The body of the answer: the form that clients take apart. */
  get text(): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.errorName}) (version 26.7.3.1 (test server))\n`;
  }

  /** What `exceptionCodeToHTTPStatus` of ClickHouse's HTTP handler answers. */
  get status(): number {
    if (this.code === 194) return 401;
    if ([192, 193, 516].includes(this.code)) return 403;
    if ([46, 47, 50, 56, 60, 81, 115].includes(this.code)) return 404;
    if (this.code === 48) return 501;
    if (this.code === 159) return 408;
    if ([6, 26, 27, 36, 38, 41, 43, 53, 62, 69, 70, 72, 117, 376, 456].includes(this.code)) return 400;
    return 500;
  }
}

/** Reads chDB's error text; what has no number is 1002, as in ClickHouse. */
export function toFailure(error: unknown): ClickHouseFailure {
  if (error instanceof ClickHouseFailure) return error;
  const text = error instanceof Error ? error.message : String(error);
  const parsed = /Code: (\d+)\. DB::\w+: ([\s\S]*?)(?: \(([A-Z_0-9]+)\))?\s*$/.exec(text);
  if (parsed === null) return new ClickHouseFailure(1002, text, 'UNKNOWN_EXCEPTION');
  return new ClickHouseFailure(Number(parsed[1]), parsed[2] ?? '', parsed[3] ?? 'UNKNOWN');
}
