import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { run } from '../../cli/run.js';
import { type FakeIo, fakeIo, steady, surprises, tiny } from './fixture.js';

/** A user's folder, with what the user has written into it. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'panic-check-own-')));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  write(name: string, text: string): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Runs a command line in this folder. */
  async cli(line: string, io: FakeIo = fakeIo()) {
    const exit = await run(
      line.split(' ').filter((w) => w !== ''),
      io,
      { version: '1.2.3', scenarios: [tiny, surprises], cwd: this.path },
    );
    const shown = (text: string) => steady(text).replaceAll(this.path, '.');
    return { exit, out: shown(io.stdoutText), err: shown(io.stderrText) };
  }
}

/** A model in which two CPUs take a lock, or not. */
export const OWNER = `\
import {
  always, type Block, cmpxchg, countAt, cpuOrNone, eq, fn, halt, le, NONE, noDeadlock, point, read, scenario, set,
  shared, system, when, write,
} from 'panic-check';

const g = shared({ owner: cpuOrNone });
const source = { file: 'kernel/lock.c', versions: 'mine' };

export default scenario({
  question: 'Is there one owner?',
  options: { lock: ['cmpxchg', 'racy'] },
  cpus: [2, 3],
  build: ({ lock, cpus }) => {
    const take = fn('take', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      ...(lock === 'cmpxchg'
        ? { claim: cmpxchg(g.owner, NONE, self, old) }
        : ({ look: set(old, read(g.owner)), store: write(g.owner, self) } as Block)),
      won: when(eq(old, NONE), { critical: halt }),
    }));
    const critical = point(take, 'won.critical');
    return {
      system: system({ name: 'owner', cpus, tasks: take }),
      properties: [always('one-owner', le(countAt(critical), 1), { says: 'One.', because: 'two' }), noDeadlock],
    };
  },
  expect: [{ property: 'one-owner', when: { lock: 'racy' }, verdict: 'violated', why: 'load and store are apart' }],
});
`;
