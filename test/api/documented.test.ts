import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { entries } from '../../api/entries.js';

/** Everything that the package exports says what it is, where an editor shows it. */

const root = join(import.meta.dirname, '../..');

it('every export of every entry has a comment', () => {
  const files = Object.keys(entries).map((entry) => {
    const name = entry.replace(/^panic-check\/?/, '') || 'index';
    return join(root, name.startsWith('kernel/') ? 'model' : 'api', `${name}.ts`);
  });
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // Comments are read without knowing any type of other packages.
  const program = ts.createProgram(files, { ...options, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const known = new Set<ts.Symbol>();
  const silent: string[] = [];
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!);
    // What has no export only adds to something else.
    if (module === undefined) continue;
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      // A namespace is a file, with a comment of its own.
      if (known.has(symbol) || (symbol.flags & ts.SymbolFlags.Module) !== 0) continue;
      known.add(symbol);
      if (symbol.getDocumentationComment(checker).length === 0) silent.push(`${file}: ${exported.name}`);
    }
  }
  expect(silent).toEqual([]);
  expect(known.size).toBeGreaterThan(400);
});
