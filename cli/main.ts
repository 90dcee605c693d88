#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

// From Node 22.1 on, compiled code is kept from one run to the next. Only what is imported after this line profits.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const [{ processIo }, { run }] = await Promise.all([import('./io.js'), import('./run.js')]);

// From dist/cli/ the package is two levels up.
const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

// Not process.exit(): what is written to a pipe must get there first.
process.exitCode = await run(process.argv.slice(2), processIo(), { version });
