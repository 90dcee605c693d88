import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location, Log } from 'sarif';
import { afterAll, describe, expect, it } from 'vitest';
import { OWNER } from '../cli/models.js';

/** A user's own models under the gate: the built program, in a folder of a repository, with file names as people have them. */

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const repository = realpathSync(mkdtempSync(join(tmpdir(), 'panic-check-gate-own-')));
afterAll(() => rmSync(repository, { recursive: true, force: true }));
const kdump = join(repository, 'kdump tools');
/** Nobody expects the race. */
const UNEXPECTED = OWNER.replace(/\n {2}expect: .*/, '');
const FILE = 'models/a patch (v2).ts';

mkdirSync(join(kdump, 'models'), { recursive: true });
mkdirSync(join(repository, 'bin'));
execFileSync('git', ['init', '-q'], { cwd: repository });
writeFileSync(join(kdump, FILE), UNEXPECTED);
// Found by name, as where it is installed.
writeFileSync(join(repository, 'bin/panic-check'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
chmodSync(join(repository, 'bin/panic-check'), 0o755);

const { FORCE_COLOR: _f, NO_COLOR: _n, CI: _c, GITHUB_ACTIONS: _g, ...ENV } = process.env;
const shell = (line: string) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd: kdump,
    env: { ...ENV, PATH: `${repository}/bin:${process.env.PATH}` },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
};

describe('check of own models', () => {
  it('prints commands that work as they are pasted, whatever the file is called', () => {
    const { code, out } = shell(`panic-check check 'models/a*.ts'`);
    expect(code).toBe(1);
    const commands = out
      .split('\n')
      .flatMap((l) => /(panic-check (?:replay|explore) .*)$/.exec(l)?.[1] ?? []);
    // The first violation in full, with its trace; the others with what explores them.
    expect(commands.map((c) => c.split(' ')[1])).toEqual(['replay', 'explore', 'explore']);
    const [replay, explore] = commands.map(shell);
    expect({ code: replay.code, err: replay.err }).toEqual({ code: 0, err: '' });
    expect(replay.out).toContain('one-owner is violated: 4 steps, 2 context switches, executed again');
    expect(explore.code).toBe(1);
    expect(explore.out).toContain('violated!    one-owner');
  });

  it('shares variants among threads, and tells the same', () => {
    writeFileSync(
      join(kdump, 'models/expected.ts'),
      `import { appendFileSync } from 'node:fs';
      import { isMainThread } from 'node:worker_threads';
      appendFileSync('loaded', isMainThread ? 'main ' : 'thread ');
      ${OWNER}`,
    );
    const reports = (workers: number) => {
      rmSync(join(kdump, 'loaded'), { force: true });
      const { code, out } = shell(
        `panic-check check models/e*.ts models/a*.ts --workers ${workers} --json --out-dir out`,
      );
      return { code, out, loaded: readFileSync(join(kdump, 'loaded'), 'utf8') };
    };
    const alone = reports(1);
    expect(alone).toMatchObject({ code: 1, loaded: 'main ' });
    const { loaded, ...same } = reports(3);
    expect(same).toEqual({ code: 1, out: alone.out });
    expect(loaded).toMatch(/^main (thread ){2,3}$/);
  });

  it('says of a model that is not the same in each thread, or not well, what is wrong', () => {
    const unsteady = "import { isMainThread } from 'node:worker_threads';\n";
    writeFileSync(
      join(kdump, 'models/unsteady.ts'),
      unsteady + OWNER.replace('scenario({', "scenario({ name: isMainThread ? 'main' : 'other',"),
    );
    const { code, err } = shell('panic-check check models/unsteady.ts --workers 2');
    expect(code).toBe(2);
    expect(err).toContain("models/unsteady.ts has no scenario 'main' any more");
  });

  it('points at lines of the models, with paths in the repository', () => {
    const { code } = shell(
      `panic-check check models/a*.ts --no-trace --reporter sarif=o.sarif --reporter junit=o.xml --reporter github=o.github`,
    );
    expect(code).toBe(1);
    const [{ results = [] }] = (JSON.parse(readFileSync(join(kdump, 'o.sarif'), 'utf8')) as Log).runs;
    const lines = UNEXPECTED.split('\n');
    const line = (text: string) => lines.findIndex((l) => l.includes(text)) + 1;
    const placeOf = ({ physicalLocation: at }: Location) => [
      at?.artifactLocation?.uri,
      at?.artifactLocation?.uriBaseId,
      at?.region?.startLine,
    ];
    const uri = 'kdump%20tools/models/a%20patch%20(v2).ts';
    const store = line('store: write(');
    const property = line("always('one-owner'");
    const [told, other] = results;
    // The step that breaks the property, the property, and the kernel's function.
    expect(told.locations?.map(placeOf)).toEqual([[uri, 'SRCROOT', store]]);
    expect(told.relatedLocations?.map(placeOf)).toEqual([
      [uri, 'SRCROOT', property],
      ['kernel/lock.c', 'KERNEL', undefined],
    ]);
    const steps = told.codeFlows?.[0].threadFlows.flatMap((f) =>
      f.locations.map((l) => placeOf(l.location!)),
    );
    expect(steps).toEqual(Array(4).fill([uri, 'SRCROOT', store]));
    // Of what is not told step by step, the property is known.
    expect(other.locations?.map(placeOf)).toEqual([[uri, 'SRCROOT', property]]);

    const file = `kdump tools/${FILE}`;
    expect(readFileSync(join(kdump, 'o.xml'), 'utf8')).toContain(
      `name="one-owner" file="${file}" line="${store}"`,
    );
    expect(readFileSync(join(kdump, 'o.github'), 'utf8')).toContain(
      `::error file=${file},line=${store},title=a-patch-v2%3A one-owner::`,
    );
  });
});
