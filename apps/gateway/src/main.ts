import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type Config,
  ConfigError,
  createLogger,
  type Logger,
  loadConfig,
  systemClock,
  systemIds,
} from '@sekisho/platform';
import { EmbeddedPostgresError } from '@sekisho/storage';
import { composeGateway, type Gateway } from './composition.ts';

/**
 * The process: reads the configuration, composes the gateway, listens, and stops politely on SIGINT and SIGTERM. A
 * start that can't succeed says why in one place and exits with 1 (2 for a bad configuration).
 */

async function main(): Promise<void> {
  const config = loadConfig(process.env, process.argv.slice(2));
  const logger = createLogger({ level: config.logLevel, service: 'gateway' });
  const gateway = await composeGateway(config, { logger, clock: systemClock, ids: systemIds });
  let demo: ChildProcess | null = null;
  stopOnSignals(logger, async () => {
    demo?.kill('SIGTERM');
    await gateway.stop(new Date(Date.now() + config.shutdownTimeoutMs));
  });
  const address = await gateway.start();
  announce(config, gateway, address);
  if (config.demo && address !== null) demo = startDemo(config, gateway, address, logger);
}

/** For people at the terminal; everything else is in the structured log. */
function announce(config: Config, gateway: Gateway, address: string | null): void {
  if (address === null) {
    process.stdout.write('Sekisho worker is running\n');
    return;
  }
  process.stdout.write(`Sekisho is ready at ${address}\n`);
  if (gateway.firstRunToken !== null && !config.demo) {
    process.stdout.write(`Create your organisation: ${address}/first-run?token=${gateway.firstRunToken}\n`);
  }
}

/** The demo is a client like any other: a process of its own that talks to us over HTTP. */
function startDemo(config: Config, gateway: Gateway, address: string, logger: Logger): ChildProcess {
  const script = join(import.meta.dirname, '../../../tools/demo/src/main.ts');
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      DEMO_BASE_URL: address,
      DEMO_OPERATOR_KEY: gateway.operatorKey,
      DEMO_FILE: join(config.dataDir, 'demo.json'),
    },
  });
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) logger.error({ code }, 'the demo could not be made');
  });
  return child;
}

function stopOnSignals(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  process.stderr.write(`${expected ? error.message : describe(error)}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
});

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code =
    'code' in error && error.code === 'EADDRINUSE' ? ' Is another gateway running? Choose another PORT.' : '';
  return `Sekisho could not start: ${error.stack ?? error.message}${code}`;
}
