import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The bytes of a file that somebody writes from its beginning to its end, as they come. `written` settles when he is done;
 * his failure comes after what he had written. Ending the iteration early waits for him too, who has the file open.
 */
export async function* readWhileWritten(file: FileHandle, written: Promise<unknown>): AsyncGenerator<Uint8Array> {
  let isWhole = false;
  const whole = written.then(() => {
    isWhole = true;
  });
  // Its failure is seen when there is nothing left to read; until then it must not count as unhandled.
  whole.catch(() => undefined);
  try {
    for (let position = 0; ; ) {
      const wasWhole = isWhole;
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(blockBytes), 0, blockBytes, position);
      if (bytesRead > 0) {
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      } else if (wasWhole) {
        return;
      } else {
        await Promise.race([whole, delay(lookAgainMs)]);
      }
    }
  } finally {
    await whole.catch(() => undefined);
  }
}

const blockBytes = 256 * 1024;
const lookAgainMs = 50;
