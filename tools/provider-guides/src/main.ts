/** Writes docs/guides/<provider>.md from the plugins' setup guides: `npm run guides`. */
import { writeFileSync } from 'node:fs';
import { guides } from './guides.ts';

const pages = await guides();
for (const { file, text } of pages) writeFileSync(file, text);
process.stdout.write(`${pages.length} guides written to docs/guides\n`);
