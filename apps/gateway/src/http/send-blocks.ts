import type { ServerResponse } from 'node:http';

export interface SendOptions {
  /**
   * Whether nobody needs a block again once it is sent. Then its memory goes back at once instead of waiting for the garbage
   * collector, which lets an export pile up some sixty megabytes of them and pays for fresh memory again and again.
   */
  readonly disposable: boolean;
}

/**
 * Sends a file block by block and ends the reply. A block is asked for when the one before has been handed to the system.
 *
 * Rejects when the source fails, after breaking the connection off: the reader must not take a part for the whole. Rejects
 * with `ERR_STREAM_PREMATURE_CLOSE` when the reader leaves. Either way the iteration is ended.
 */
export async function sendBlocks(
  response: ServerResponse,
  blocks: AsyncIterable<Uint8Array>,
  { disposable }: SendOptions,
): Promise<void> {
  try {
    for await (const block of blocks) {
      await written(response, block);
      if (disposable) giveBack(block);
    }
    await ended(response);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

function written(response: ServerResponse, block: Uint8Array): Promise<void> {
  return settled(response, (done) => response.write(block, done));
}

function ended(response: ServerResponse): Promise<void> {
  return settled(response, (done) => response.end(done));
}

/** A reader who leaves closes the reply, and then nobody calls back for what was on its way. */
function settled(response: ServerResponse, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new ReaderLeftError());
    if (response.destroyed) return leave();
    response.once('close', leave);
    start((error) => {
      response.off('close', leave);
      // What can't be written is so because nobody is there to read it.
      if (error == null) resolve();
      else reject(new ReaderLeftError({ cause: error }));
    });
  });
}

/** The reader closed the connection before the reply was complete. */
class ReaderLeftError extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';

  constructor(options?: ErrorOptions) {
    super('The reader left before the end', options);
    this.name = 'ReaderLeftError';
  }
}

/** Small blocks share their memory with others, and stay. */
function giveBack(block: Uint8Array): void {
  const { buffer } = block;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === block.byteLength) buffer.transfer(0);
}
