import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { searchReference } from '../../checker/reference/search.js';
import * as language from '../../model/language/index.js';
import { type Fn, lower, MODEL_ERRORS, type Property, type System } from '../../model/language/index.js';
import { printC } from '../../model/language/print-c.js';

/** The guide must not say anything that is not so: its snippets are compiled and run, its tables compared. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readFileSync(`${root}docs/language.md`, 'utf8');

const blocks = (of: string): string[] =>
  [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, l]) => l === of).map(([, , b]) => b);

/** The snippets continue each other: together they are one module, which could stand in model/kernel/. */
const snippets = blocks('ts').join('\n');

function section(title: string): string {
  const from = guide.indexOf(`\n## ${title}\n`);
  expect(from).toBeGreaterThan(0);
  const to = guide.indexOf('\n## ', from + 1);
  return guide.slice(from, to < 0 ? undefined : to);
}

/** Compiles the snippets as that module, without writing it to the disk. */
function diagnostics(code: string): string[] {
  const file = `${root}model/kernel/__guide.ts`;
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? code : readFile.call(host, name));
  host.getSourceFile = (name, version, ...rest) =>
    name === file
      ? ts.createSourceFile(name, code, version)
      : getSourceFile.call(host, name, version, ...rest);
  const program = ts.createProgram([file], { ...options, noEmit: true }, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((d) =>
    ts.flattenDiagnosticMessageText(d.messageText, '\n'),
  );
}

function run(code: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {};
  const require = (name: string) => {
    expect(name).toBe('../language/index.js');
    return language;
  };
  new Function('exports', 'require', outputText)(exports, require);
  return exports;
}

describe('docs/language.md', () => {
  it('has snippets that compile as a model file', () => {
    expect(diagnostics(snippets)).toEqual([]);
  });

  it('would notice a snippet that does not compile', () => {
    expect(diagnostics(snippets.replace('eq(old, NONE)', "eq(old, 'none')"))).toHaveLength(1);
  });

  const model = run(snippets);

  it('shows the listing that the checker prints', () => {
    expect(blocks('c')).toEqual([printC(model.nmi_panic as Fn)]);
  });

  it('has a model in which every property holds', async () => {
    const properties = model.properties as Property[];
    const result = await searchReference(lower(model.twoPanics as System, properties));
    const covers = properties.map((p) => p.kind === 'reachable');
    expect(result.stopped).toBeNull();
    expect(result.runs.slice(0, -1).map((r) => r !== null)).toEqual(covers);
  });

  it('says what a note sees', async () => {
    const { seen, look } = model as { seen: { owner_saw_itself: language.Var<boolean> }; look: Fn };
    const { always, atEnd, at, implies, not, point, read, system } = language;
    const saw = read(seen.owner_saw_itself);
    const why = { says: '', because: '' };
    const claim = point(look as any, 'claim');
    const result = await searchReference(
      lower(system({ name: 'look', cpus: 1, tasks: look }), [
        atEnd('saw', saw, why),
        always('at-once', implies(not(saw), at(claim)), why),
      ]),
    );
    expect(result.runs).toEqual([null, null, null]);
  });

  it('lists every error code with its meaning', () => {
    const rows = [...section('Mistakes that are refused').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(
      ([, c, m]) => [c, m],
    );
    expect(Object.fromEntries(rows)).toEqual(MODEL_ERRORS);
  });

  it('mentions only builders that exist', () => {
    const calls = [...guide.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) =>
      [...code.matchAll(/\b([a-z]\w*)\(/gi)].map((m) => m[1]),
    );
    const known = new Set([
      ...Object.keys(language),
      'if',
      'nondet',
      'while',
      'BUG_ON',
      'cpu_relax',
      'panic',
      'nmi_panic',
      'f',
      'of',
    ]);
    expect(calls.filter((name) => !known.has(name))).toEqual([]);
  });

  it('explains every step that a model can be made of', () => {
    const steps =
      section('Steps') + section('One entry, one transition, one shared access') + section('Properties');
    const builders = Object.entries(language)
      .filter(([, x]) => isStep(x))
      .map(([name]) => name);
    const covered = ['local_irq_enable', 'local_irq_restore', 'smp_rmb', 'smp_wmb']; // by their relatives
    expect(builders.filter((b) => !covered.includes(b) && !steps.includes(b))).toEqual([]);
  });
});

const isStep = (x: unknown): boolean => typeof x === 'object' && x !== null && 'kind' in x;
