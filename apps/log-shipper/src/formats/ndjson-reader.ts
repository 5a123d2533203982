import type { LineReader } from './format.ts';

/** One JSON object a line, sent as it is: the gateway's catalogue decides what it accepts. */
export const ndjsonReader: LineReader = {
  read: (line) => {
    if (line.trim() === '') return { kind: 'nothing' };
    try {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
        return { kind: 'event', event: parsed as Record<string, unknown> };
      }
      return { kind: 'refused', reason: 'The line is JSON, but not an object. One JSON object a line is expected.' };
    } catch (error) {
      return {
        kind: 'refused',
        reason: `The line is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
      };
    }
  },
};
