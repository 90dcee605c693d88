import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.js';
import { fn, oneOf, shared, system, write } from '../../model/language/index.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { cli, fakeIo, tiny } from './fixture.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'panic-check-export-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('export', () => {
  it.each([
    ['promela', /^active \[CPUS\] proctype do_kexec_load_task\(\)$/m, 'spin -o2 -a tiny.pml'],
    ['murphi', /^ruleset cpu: CPU do$/m, 'rumur '],
    ['tla', /^-+ MODULE tiny -+$/m, 'tlc2.TLC'],
  ])('writes %s to stdout, and what to run next to stderr', async (to, text, command) => {
    const { exit, out, err } = await cli(`export tiny --to ${to}`);
    expect(exit).toBe(0);
    expect(out).toMatch(text);
    expect(err).toContain('save this as tiny.');
    expect(err).toContain(command);
  });

  it('says in the text which variant it is', async () => {
    const { out } = await cli('export tiny --to promela --set lock=spin --cpus 3');
    expect(out).toContain('tiny lock=spin nmi=yes cpus=3');
    expect(out).toContain('#define CPUS 3');
  });

  it('writes a file in a folder, named after the variant', async () => {
    const { exit, out, err } = await cli(`export tiny --to promela --set lock=none --out-dir ${dir}/models`);
    expect([exit, out]).toEqual([0, '']);
    expect(err).toContain(`written: ${dir}/models/tiny.lock=none.pml`);
    expect(err).toContain(`cd ${dir}/models\n  spin -o2 -a tiny.lock=none.pml\n`);
    expect(readdirSync(join(dir, 'models'))).toEqual(['tiny.lock=none.pml']);
    expect(readFileSync(join(dir, 'models/tiny.lock=none.pml'), 'utf8')).toContain('proctype');
  });

  it('writes the file that it is told to, whole', async () => {
    const file = join(dir, 'm.pml');
    writeFileSync(file, 'old');
    expect((await cli(`export tiny --to promela -o ${file}`)).exit).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe((await cli('export tiny --to promela')).out);
    expect(readdirSync(dir)).toEqual(['m.pml']);
  });

  it('writes what goes with the text beside it, under the name that the language wants', async () => {
    const { err } = await cli(`export tiny --to tla --set lock=none --out-dir ${dir}`);
    const files = readdirSync(dir).sort();
    expect(files).toContain('tiny_lock_none.tla');
    expect(files).toContain('tiny_lock_none.cfg');
    for (const file of files) expect(err).toContain(join(dir, file));
    expect(readFileSync(join(dir, 'tiny_lock_none.tla'), 'utf8')).toMatch(/^-+ MODULE tiny_lock_none -+$/m);
  });

  it('refuses a file name that the language does not take', async () => {
    const { exit, err } = await cli(`export tiny --to tla -o ${dir}/other.tla`);
    expect(exit).toBe(2);
    expect(err).toContain('only from a file that is called tiny.tla');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('gives a document with texts and commands for scripts', async () => {
    const { exit, out, err } = await cli('export tiny --to tla --json');
    expect([exit, err]).toEqual([0, '']);
    const json = JSON.parse(out);
    expect(json).toMatchObject({ scenario: 'tiny', to: 'tla', variant: { lock: 'try' } });
    expect(json.files[0]).toMatchObject({ file: 'tiny.tla', text: expect.stringContaining('MODULE tiny') });
    expect(json.files.length).toBeGreaterThan(1);
    expect(json.commands.length).toBeGreaterThan(0);
  });

  it('lists what can be said in which language', async () => {
    const { exit, out } = await cli('export tiny --list');
    expect(exit).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "scenario  promela (SPIN)  murphi (Rumur)  tla (TLC)
      tiny      yes             yes             yes
      "
    `);
    const { out: one } = await cli('export tiny --list --to promela --json');
    expect(JSON.parse(one).scenarios).toEqual([
      { scenario: 'tiny', targets: [{ to: 'promela', reader: 'SPIN', can: true, reason: null }] },
    ]);
  });
});

describe('what a language cannot say', () => {
  const values = Array.from({ length: 256 }, (_, i) => `v${i}`);
  const { x } = shared({ x: oneOf(...values) });
  const wide: Scenario = {
    ...tiny,
    name: 'wide',
    options: [],
    compares: '',
    build: () => ({
      system: system({
        name: 'wide',
        cpus: 1,
        tasks: fn('step', { source: { file: 'x.c', versions: 'none' } }, () => ({ one: write(x, 'v255') })),
        vectors: [],
      }),
      properties: [],
    }),
  };
  const ask = async (...argv: string[]) => {
    const io = fakeIo();
    return { exit: await run(argv, io, { scenarios: [wide] }), out: io.stdoutText, err: io.stderrText };
  };
  const reason = 'Promela has room for 255 names of values, and this model has 256';

  it('is refused with the reason', async () => {
    const { exit, out, err } = await ask('export', 'wide', '--to', 'promela');
    expect([exit, out]).toEqual([2, '']);
    expect(err.replace(/\s+/g, ' ')).toContain(`wide cannot be written for SPIN: ${reason}`);
    expect(err).toContain('panic-check export --list');
  });

  it('is listed with the reason', async () => {
    const { exit, out } = await ask('export', '--list', '--to', 'promela');
    expect(exit).toBe(0);
    expect(out).toMatch(/^wide +no$/m);
    expect(out).toContain(`wide, promela: ${reason}`);
    const { out: json } = await ask('export', '--list', '--json');
    expect(JSON.parse(json).scenarios[0].targets[0]).toEqual({
      to: 'promela',
      reader: 'SPIN',
      can: false,
      reason,
    });
  });
});

describe('mistakes', () => {
  it.each([
    ['export', 'which scenario?'],
    ['export tiny', 'in which language?'],
    ['export tony --to promela', "did you mean 'tiny'?"],
    ['export tiny --to promella', 'promela, murphi, tla'],
    ['export tiny --to promela --set lock=nine', "did you mean 'none'?"],
    ['export tiny --to promela --lock none', '--set lock=…'],
    ['export tiny --to promela -o a --out-dir b', 'leave one of them out'],
    ['export tiny --to promela -o /dev/null/x.pml', '/dev/null is a file'],
  ])('explains what is wrong with: %s', async (line, says) => {
    const { exit, out, err } = await cli(line);
    expect([exit, out]).toEqual([2, '']);
    expect(err.replace(/\s+/g, ' ')).toContain(says);
  });
});
