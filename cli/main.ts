#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { processIo } from './io.js';
import { run } from './run.js';

// From dist/cli/ the package is two levels up.
const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

// Not process.exit(): what is written to a pipe must get there first.
process.exitCode = await run(process.argv.slice(2), processIo(), { version });
