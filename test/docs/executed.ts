import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect } from 'vitest';
import type { Folder } from '../cli/models.js';

/**
 * Runs a page of the documentation: its `ts` blocks are files (`// models/x.ts` in their first line says which; `more of`
 * adds to one), and each `console` block is a session whose output must be what the program prints.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));

type Block = readonly [whole: string, kind: string, body: string];

export class Page {
  readonly path: string;
  readonly text: string;
  private readonly blocks: readonly Block[];

  constructor(readonly name: string) {
    this.path = `${root}docs/${name}`;
    this.text = readFileSync(this.path, 'utf8');
    this.blocks = [...this.text.matchAll(/^```(ts|console)\n(.*?)^```$/gms)] as unknown as readonly Block[];
  }

  /** Its files as they are at the end, in a folder of its name. */
  files(): Record<string, string> {
    const files: Record<string, string> = {};
    for (const [, kind, body] of this.blocks) if (kind === 'ts') put(files, body);
    return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${this.name}/${file}`, text]));
  }

  /** Runs its sessions in that folder, and returns each with what is printed now. */
  async sessions(folder: Folder): Promise<{ readonly written: string; readonly printed: string }[]> {
    const files: Record<string, string> = {};
    const sessions: { written: string; printed: string }[] = [];
    for (const [, kind, body] of this.blocks)
      if (kind === 'ts') folder.write(...put(files, body));
      else sessions.push({ written: body, printed: await printed(body, folder) });
    return sessions;
  }
}

/** Puts a block into its file. */
function put(files: Record<string, string>, body: string): [name: string, content: string] {
  const [, more, name] = /^\/\/ (more of )?(\S+)\n/.exec(body) ?? [];
  expect(name, `a file name in the first line of:\n${body}`).toBeDefined();
  files[name] = more === undefined ? body : files[name] + body.replace(/^.*\n/, '');
  return [name, files[name]];
}

/** Times and memory depend on the machine. */
const elided = (text: string): string =>
  text
    .replace(/(?:\d+\.\d\d|T) s\b/g, '… s')
    .replace(/(?:[\d,]+|N) states\/s/g, '… states/s')
    .replace(/(?:[\d.]+|B) bytes\/state/g, '… bytes/state');

/** The commands of a session, each with what it prints now. */
async function printed(session: string, folder: Folder): Promise<string> {
  const commands = [...session.matchAll(/^\$ npx panic-check (.*)$/gm)].map(([, line]) => line);
  expect(commands.length).toBeGreaterThan(0);
  let result = '';
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    for (const line of commands) {
      const { out, err } = await folder.cli(line);
      result += `$ npx panic-check ${line}\n${elided(out + err)}`;
    }
  } finally {
    process.chdir(home);
  }
  return result;
}

/** Compiles the files as they would stand in a user's folder. */
export function diagnostics(files: Readonly<Record<string, string>>): string[] {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const own = new Map(Object.entries(files).map(([name, text]) => [`${root}templates/docs/${name}`, text]));
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => own.has(name) || fileExists.call(host, name);
  host.readFile = (name) => own.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, version, ...rest) =>
    own.has(name)
      ? ts.createSourceFile(name, own.get(name)!, version)
      : getSourceFile.call(host, name, version, ...rest);
  const program = ts.createProgram([...own.keys()], { ...options, noEmit: true, noUnusedLocals: true }, host);
  return [...own.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (d) =>
        `${name.replace(`${root}templates/docs/`, '')}: ${ts.flattenDiagnosticMessageText(d.messageText, '\n')}`,
    );
  });
}
