import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/**
 * Structured JSON logs on standard output. Log facts, not sentences; never tokens, assertions or whole bodies.
 * Redaction here is the safety net, not the rule.
 */
export function createLogger(options: { level: LogLevel; service: string; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['password', 'token', 'authorization', 'cookie', '*.password', '*.token', '*.authorization', '*.cookie'],
      censor: '[redacted]',
    },
  };
  // Asynchronous: thousands of request lines a second must not each wait for the terminal. Flushed at exit.
  return pino(settings, options.destination ?? pino.destination({ dest: 1, sync: false }));
}
