import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ForwardOutput } from './forward.ts';
import type { EventLines } from './render-events.ts';

/** Writes to standard output, as fast as the reader takes it. */
export function standardOutput(stream: Writable, lines: EventLines): ForwardOutput {
  let isBegun = false;
  return {
    write: async (events) => {
      const text = `${isBegun ? '' : lines.header}${lines.render(events)}`;
      isBegun = true;
      if (!stream.write(text)) await once(stream, 'drain');
    },
  };
}
