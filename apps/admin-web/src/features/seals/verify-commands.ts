/** The commands of an audit, as `log-shipper --help` teaches them. The key of the API is each auditor's own. */
export function exportCommands(origin: string): string {
  return [
    `export SEKISHO_URL=${origin}`,
    'export SEKISHO_API_KEY=…',
    'log-shipper export --format ndjson --preset evidence --output log.ndjson --evidence seals.ndjson',
  ].join('\n');
}

export const verifyCommand = 'log-shipper verify log.ndjson --evidence seals.ndjson --seal-key key.pem';

/** Writes the public key into the file that `verify` reads. */
export function keyCommand(publicKey: string): string {
  return [`cat > key.pem <<'EOF'`, publicKey.trim(), 'EOF'].join('\n');
}
