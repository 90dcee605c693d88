import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../command-line.js';
import { FileError } from '../errors.js';
import { Exit, type ExitCode } from '../exit.js';
import { document } from '../reporters/json.js';
import { checkFolder, writeAtomically } from '../save.js';
import { type CommonFlags, look, type Session } from '../session.js';

export interface InitFlags extends CommonFlags {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** What is written where, and the template it is made from. */
const FILES: Readonly<Record<string, string>> = {
  'panic-check.config.ts': 'panic-check.config.ts',
  'models/first-panic.ts': 'models/first-panic.ts',
  'tsconfig.json': 'tsconfig.json',
  '.github/workflows/panic-check.yml': 'panic-check.yml',
};

const HINT = 'choose another folder: panic-check init <folder>';

/** One file, and what becomes of it. */
interface Change {
  readonly file: string;
  readonly does: 'create' | 'replace' | 'add' | 'keep';
  /** What is added, or why it is kept. */
  readonly says: string;
  readonly text: string | null;
}

/** Begins a project: a configuration, a first model, a script and a workflow. What exists stays as it is. */
export async function init(folder: string, flags: InitFlags, session: Session): Promise<ExitCode> {
  const root = resolve(session.cwd ?? process.cwd(), folder);
  const changes = [
    ...Object.entries(FILES).map(([file, template]) =>
      fromTemplate(root, file, template, flags.force === true),
    ),
    packageJson(root, session.version ?? ''),
    gitignore(root),
  ];
  if (!flags.dryRun) {
    checkFolder(root, HINT);
    mkdirSync(root, { recursive: true });
    for (const { file, text } of changes) if (text !== null) writeAtomically(join(root, file), text, HINT);
  }
  const next = nextCommands(root, session.cwd ?? process.cwd());
  if (flags.json) {
    const files = changes.map(({ file, does, says }) => ({ file, does, says }));
    session.io.out(
      document({ folder: root, dryRun: flags.dryRun === true, files, next: next.map(([c]) => c) }),
    );
    return Exit.ok;
  }
  const { style } = look(session, flags);
  const words = flags.dryRun
    ? { create: 'would create', replace: 'would replace', add: 'would add to', keep: 'would keep' }
    : { create: 'created', replace: 'replaced', add: 'added to', keep: 'kept' };
  const column = Math.max(...changes.map(({ does }) => words[does].length));
  const commands = Math.max(...next.map(([c]) => c.length));
  session.io.out(
    `${[
      ...changes.map(({ file, does, says }) =>
        `${words[does].padEnd(column)}  ${file}${says === '' ? '' : `: ${says}`}`.trimEnd(),
      ),
      '',
      'What next:',
      ...next.map(([c, why]) => `  ${style.cyan(c)}${' '.repeat(commands - c.length)}  ${why}`),
    ].join('\n')}\n`,
  );
  return Exit.ok;
}

function fromTemplate(root: string, file: string, template: string, force: boolean): Change {
  const text = readFileSync(join(templates(), template), 'utf8');
  const old = contents(join(root, file));
  if (old === null) return { file, does: 'create', says: '', text };
  if (old === text) return { file, does: 'keep', says: 'it is already so', text: null };
  if (!force) return { file, does: 'keep', says: 'it exists (--force replaces it)', text: null };
  return { file, does: 'replace', says: '', text };
}

/** Beside what is built, or beside the sources. */
function templates(): string {
  const found = ['../../../templates/', '../../templates/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
  if (found === undefined) throw new Error('the templates are missing from the installation');
  return found;
}

const SCRIPT = 'panic-check';

function packageJson(root: string, version: string): Change {
  const file = 'package.json';
  const old = contents(join(root, file));
  if (old === null) {
    const name =
      basename(root)
        .toLowerCase()
        .replace(/[^a-z\d-]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'models';
    const manifest = {
      name,
      private: true,
      type: 'module',
      scripts: { [SCRIPT]: 'panic-check check' },
      devDependencies: { 'panic-check': `^${version}` },
    };
    return { file, does: 'create', says: '', text: `${JSON.stringify(manifest, null, 2)}\n` };
  }
  const kept = (says: string): Change => ({ file, does: 'keep', says, text: null });
  let manifest: { scripts?: Record<string, string> };
  try {
    manifest = JSON.parse(old);
  } catch {
    return kept(`it is no JSON; add the script "${SCRIPT}": "panic-check check" yourself`);
  }
  if (typeof manifest !== 'object' || manifest === null) return kept('it is no object');
  if (manifest.scripts?.[SCRIPT] !== undefined) return kept(`it has a script '${SCRIPT}'`);
  manifest.scripts = { ...manifest.scripts, [SCRIPT]: 'panic-check check' };
  const indent = /^([ \t]+)"/m.exec(old)?.[1] ?? '  ';
  return {
    file,
    does: 'add',
    says: `script '${SCRIPT}'`,
    text: `${JSON.stringify(manifest, null, indent)}\n`,
  };
}

function gitignore(root: string): Change {
  const file = '.gitignore';
  const old = contents(join(root, file));
  if (old === null) return { file, does: 'create', says: '', text: 'node_modules/\npanic-check-out/\n' };
  if (/^\/?panic-check-out\/?$/m.test(old))
    return { file, does: 'keep', says: 'it is already so', text: null };
  const text = `${old}${old === '' || old.endsWith('\n') ? '' : '\n'}panic-check-out/\n`;
  return { file, does: 'add', says: 'panic-check-out/', text };
}

function contents(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new FileError(FileError.from('read', path, error).message, HINT);
  }
}

function nextCommands(root: string, cwd: string): readonly (readonly [command: string, why: string])[] {
  const there = relative(cwd, root);
  return [
    ...(there === '' ? [] : [[`cd ${shellWord(there.startsWith('..') ? root : there)}`, ''] as const]),
    ['npm install', 'for types in the editor, and to pin the version'],
    ['npx panic-check explore first-panic', 'the first model: two texts of a gate'],
    ['npx panic-check explore first-panic --set gate=racy', 'the race, and a trace of it'],
    ['npx panic-check check', 'are all verdicts the expected ones? for CI'],
  ];
}
