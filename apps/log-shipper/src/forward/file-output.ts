import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { backoffMs, pause } from '../deliver/backoff.ts';
import { DeliveryAborted } from '../deliver/sender.ts';
import type { ForwardOutput } from './forward.ts';
import type { EventLines } from './render-events.ts';

/**
 * Appends to a file and flushes it. The file is opened anew for each batch, so that it may be rotated by renaming. Half
 * a line that a crash or a full disk left is taken off first; its event comes again.
 */
export function fileOutput(options: {
  readonly path: string;
  readonly lines: EventLines;
  readonly signal: AbortSignal;
  readonly onTrouble: (error: unknown) => void;
}): ForwardOutput {
  const { path, lines, signal } = options;
  return {
    write: async (events) => {
      const text = lines.render(events);
      for (let tries = 0; ; tries += 1) {
        try {
          return await append(path, lines.header, text);
        } catch (error) {
          if (signal.aborted) throw new DeliveryAborted();
          options.onTrouble(error);
          await pause(backoffMs(tries), signal);
        }
      }
    },
  };
}

async function append(path: string, header: string, text: string): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const end = await endOfLines(file);
    await file.truncate(end);
    const bytes = Buffer.from(end === 0 ? `${header}${text}` : text);
    for (let written = 0; written < bytes.length; ) {
      written += (await file.write(bytes, written, bytes.length - written, end + written)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

const blockBytes = 65_536;

/** Where the last whole line ends. */
async function endOfLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(blockBytes);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - blockBytes);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(10);
    if (newline !== -1) return start + newline + 1;
    end = start;
  }
  return 0;
}
