import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, it } from 'vitest';

/** The import rules of docs/ARCHITECTURE.md. */

const ROOT = join(import.meta.dirname, '..');
const PARTS = ['model', 'properties', 'scenarios', 'checker', 'cli', 'api'];

const files = PARTS.flatMap((part) =>
  readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f))
    .map((f) => join(part, f)),
);

/** What a file imports: project files by their path from the root, packages by name. */
function imports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm),
  ];
  return found
    .map((m) => m[1] ?? m[2])
    .map((to) => (to.startsWith('.') ? normalize(relative(ROOT, join(ROOT, dirname(file), to))) : to));
}

const under = (path: string, ...folders: string[]): boolean => folders.some((f) => path.startsWith(`${f}/`));
const inProject = (path: string): boolean => under(path, ...PARTS);

/** Imports of files below `from` that a rule forbids, as `file -> import`. */
function broken(from: string, allowed: (to: string, file: string) => boolean): string[] {
  return files
    .filter((f) => under(f, from))
    .flatMap((f) =>
      imports(f)
        .filter((to) => inProject(to) && !allowed(to, f))
        .map((to) => `${f} -> ${to}`),
    );
}

it('finds files and imports at all', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(imports('checker/explore.ts')).toContain('checker/reference/search.js');
  expect(imports('checker/explore.ts')).toContain('checker/engine/search.js');
});

it('lets model import nothing else of the project', () => {
  expect(broken('model', (to) => under(to, 'model'))).toEqual([]);
});

it('lets properties import only model', () => {
  expect(broken('properties', (to) => under(to, 'model', 'properties'))).toEqual([]);
});

it('lets scenarios import only model and properties', () => {
  expect(broken('scenarios', (to) => under(to, 'model', 'properties', 'scenarios'))).toEqual([]);
});

it('lets checker import only the language', () => {
  expect(broken('checker', (to) => under(to, 'checker', 'model/language'))).toEqual([]);
});

it('lets only what loads models reach what the package exports', () => {
  const users = files
    .filter((f) => !under(f, 'api'))
    .filter((f) => imports(f).some((to) => under(to, 'api')));
  expect(users).toEqual(['cli/config.ts', 'cli/load.ts']);
});

it('keeps the fast engine apart from the reference interpreter', () => {
  expect(broken('checker/engine', (to) => !under(to, 'checker/reference'))).toEqual([]);
  expect(broken('checker/reference', (to) => !under(to, 'checker/engine'))).toEqual([]);
});

it('prints nothing and knows no process outside of cli', () => {
  const talks = files
    .filter((f) => !under(f, 'cli'))
    .filter((f) =>
      /\bconsole\.(log|error|warn|info|debug)\(|\bprocess\.(stdout|stderr|exit|argv)/.test(
        readFileSync(join(ROOT, f), 'utf8'),
      ),
    );
  expect(talks).toEqual([]);
});

it('generates code in one file only', () => {
  const generates = files.filter((f) =>
    /new WebAssembly\.|WebAssembly\.compile|new Function\b/.test(readFileSync(join(ROOT, f), 'utf8')),
  );
  expect(generates.length).toBe(1);
  expect(under(generates[0], 'checker/engine')).toBe(true);
});

it('knows ink only where screens are shown, and loads it only then', () => {
  const isScreenLibrary = (to: string) => to === 'ink' || to === 'react' || to.startsWith('react/');
  const know = files.filter((f) => imports(f).some(isScreenLibrary));
  expect(know.length).toBeGreaterThan(0);
  for (const f of know) expect(under(f, 'cli/screens')).toBe(true);
  // What imports them for good is imported by nobody but at the moment of need.
  const statically = (f: string) =>
    [...readFileSync(join(ROOT, f), 'utf8').matchAll(/^import (?!type )[^'"]*from ['"]([^'"]+)['"]/gm)].map(
      (m) => m[1],
    );
  const heavy = files.filter((f) => statically(f).some(isScreenLibrary));
  expect(heavy).toEqual(['cli/screens/app.tsx']);
  expect(files.filter((f) => statically(f).some((to) => to.endsWith('/app.js')))).toEqual([]);
});
