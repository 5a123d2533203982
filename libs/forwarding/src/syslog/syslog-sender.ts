import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { SyslogSettings } from '@sekisho/domain';
import { DeliveryFailed, type EventBatch, type Sender } from '../delivery.ts';
import type { AddressGuard } from '../net/address-guard.ts';
import { explainNetworkError } from '../net/explain-network-error.ts';
import { syslogFrame, syslogMessage } from './syslog-message.ts';

export interface SyslogSenderOptions {
  readonly guard: AddressGuard;
  /** For connecting, sending and the orderly end together. */
  readonly timeoutMs: number;
  /** The HOSTNAME of the messages. */
  readonly hostname: string;
}

/**
 * Syslog over TLS (RFC 5425). The protocol has no acknowledgement, and bytes handed to the system are not yet bytes that
 * a receiver has read. So every batch has a connection of its own that we end, and the receiver's own orderly end, which
 * it owes us (section 4.4) and gives only after reading to ours, is the receipt. A receiver that ends with unread bytes
 * in its system resets the connection instead; one that ends before they got there is seen to end before we do, because
 * we first leave them the time to arrive. Either way the batch is sent again.
 */
export function createSyslogSender(settings: SyslogSettings, options: SyslogSenderOptions): Sender {
  const where = `${settings.host}:${settings.port}`;
  return {
    batchSize: 500,
    gatherMs: 0,
    async send(batch, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
      try {
        options.guard.assertHost(settings.host);
        await deliver(framesOf(batch, options.hostname), connectionOptions(settings, options.guard), limit);
      } catch (error) {
        throw explainNetworkError(limit.aborted && !signal.aborted ? limit.reason : error, where);
      }
      return {
        answer: {
          ja: `${where} が TLS で受け取り、接続を正常に閉じました。`,
          en: `${where} took it over TLS and closed the connection in order.`,
        },
      };
    },
    async close() {},
  };
}

function connectionOptions(settings: SyslogSettings, guard: AddressGuard): ConnectionOptions {
  return {
    host: settings.host,
    port: settings.port,
    lookup: guard.lookup,
    // RFC 6066 allows no addresses as server names.
    ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}),
    ...(settings.caCertificate === null ? {} : { ca: settings.caCertificate }),
    minVersion: 'TLSv1.2',
  };
}

function framesOf({ events }: EventBatch, hostname: string): Buffer {
  return Buffer.from(events.map(({ event }) => syslogFrame(syslogMessage(event, hostname))).join(''), 'utf8');
}

function deliver(frames: Buffer, options: ConnectionOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const began = performance.now();
    let arrivalMs = shortestArrivalMs;
    let arrived: NodeJS.Timeout | undefined;
    let allSent = false;
    const socket: TLSSocket = connect(options, () => {
      socket.write(frames, () => {
        arrived = setTimeout(() => socket.end(), arrivalMs);
      });
    });
    // The connection below TLS: it is there after one round trip (and the look-up of the name).
    socket.once('connect', () => {
      arrivalMs = Math.min(longestArrivalMs, Math.max(shortestArrivalMs, 8 * (performance.now() - began)));
    });
    const onAbort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('finish', () => {
      allSent = true;
    });
    // Nothing is expected, but its end is only seen by reading.
    socket.resume();
    socket.on('end', () => {
      if (!allSent) socket.destroy(endedEarly());
    });
    socket.on('error', reject);
    socket.on('close', (hadError) => {
      clearTimeout(arrived);
      signal.removeEventListener('abort', onAbort);
      if (!hadError && allSent) resolve();
      else reject(endedEarly());
    });
  });
}

/** What a batch is given to reach the receiver's system, in milliseconds; in between, by the round trips it may need. */
const shortestArrivalMs = 25;
const longestArrivalMs = 2_000;

function endedEarly(): DeliveryFailed {
  return new DeliveryFailed('unreachable', {
    ja: '受信側が、すべてを受け取る前に接続を閉じました。',
    en: 'The receiver closed the connection before it had everything.',
  });
}
