import chromium from '@sparticuz/chromium';

/**
 * The Chromium that drives the tests: an installed one where `CHROMIUM_PATH` names it, else the one that comes from npm
 * (Linux x64), so that a fresh clone needs nothing installed by hand.
 */
export async function browserExecutable(): Promise<string> {
  return process.env['CHROMIUM_PATH'] ?? (await chromium.executablePath());
}

/** Nothing but our own pages: no background requests to anybody, no graphics card, no sandbox inside a container. */
export const browserArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
