import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What an operator can measure: HTTP traffic, the process, and the way of events to the audit store. */
export interface Metrics {
  readonly registry: Registry;
  /** Measures a request until its answer has ended. */
  readonly measureRequest: (module: string, request: IncomingMessage, response: ServerResponse) => void;
  /** The same for Express. */
  readonly httpRequest: (module: string) => RequestHandler;
  readonly relay: {
    readonly delivered: Counter;
    readonly retried: Counter;
    readonly deadLettered: Counter;
  };
  /** Registers a gauge that is read when the page is scraped. A failing reader leaves the gauge out, and says nothing else. */
  gauge(name: string, help: string, read: () => Promise<number>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'sekisho_http_request_duration_seconds',
    help: 'Time from the request to the end of the answer, by module, method and status class.',
    labelNames: ['module', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const measureRequest: Metrics['measureRequest'] = (module, request, response) => {
    const started = performance.now();
    response.on('close', () => {
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      duration.labels(module, request.method ?? '', status).observe((performance.now() - started) / 1000);
    });
  };
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });

  return {
    registry,
    measureRequest,
    httpRequest: (module) => (request, response, next) => {
      measureRequest(module, request, response);
      next();
    },
    relay: {
      delivered: counter('sekisho_outbox_delivered_total', 'Audit events delivered to the audit store.'),
      retried: counter('sekisho_outbox_retried_total', 'Deliveries that were put off because the store was away.'),
      deadLettered: counter('sekisho_outbox_dead_lettered_total', 'Audit events the store refused for good.'),
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          try {
            this.set(await read());
          } catch {
            this.remove();
          }
        },
      });
    },
  };
}
