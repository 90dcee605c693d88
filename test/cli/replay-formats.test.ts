import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../cli/reporters/format-names.js';
import { formatOf } from '../../cli/reporters/formats.js';
import { cli } from './fixture.js';

/** A run in the forms in which it can be given to others. */

const folder = mkdtempSync(join(tmpdir(), 'panic-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'tiny.no-deadlock.lock=spin.itf.json');
beforeAll(async () => {
  await cli(`explore tiny --set lock=spin --property no-deadlock --out-dir ${folder}`);
});
const told = async (line: string) => {
  const { exit, out, err } = await cli(line);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return out;
};

describe('scenario:property', () => {
  it('explores, and replays what it finds', async () => {
    const saved = await told(`replay ${file}`);
    expect(await told('replay tiny:no-deadlock --set lock=spin')).toBe(saved);
  });
  it('looks through the values that the scenario compares', async () => {
    expect(await told('replay tiny:no-deadlock')).toContain('lock=spin, nmi=yes, cpus=2');
    expect(await told('replay tiny:single-load')).toContain('lock=none, nmi=yes, cpus=2');
  });
  it('shows how what is to be reachable is reached', async () => {
    expect(await told('replay tiny:dump')).toContain('dump holds: ');
  });
  it.each([
    ['replay tiny:no-deadlock --set lock=try', "error: tiny: no run violates 'no-deadlock' in this variant"],
    ['replay tiny:no-deadlok', "error: tiny has no property 'no-deadlok'"],
    ['replay tinny:no-deadlock', "error: there is no scenario 'tinny'"],
    ['replay nowhere.itf.json', 'error: cannot read nowhere.itf.json'],
  ])('%s', async (line, message) => {
    const { exit, out, err } = await cli(line);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('hint: ');
  });
});

describe('--format', () => {
  it('text is what is printed without it', async () => {
    expect(await told(`replay ${file} --format text`)).toBe(await told(`replay ${file}`));
  });

  it('itf is the trace, byte for byte', async () => {
    expect(await told(`replay ${file} --format itf`)).toBe(readFileSync(file, 'utf8'));
  });

  it('json tells each step', async () => {
    const doc = JSON.parse(await told(`replay ${file} --format json`));
    expect(doc).toMatchObject({
      schemaVersion: 1,
      scenario: 'tiny',
      property: 'no-deadlock',
      length: 5,
      loop: null,
    });
    expect(doc.steps.length).toBe(5);
    expect(doc.steps[1]).toMatchObject({ cpu: 0, context: 'task', changed: { lock: [-1, 0] } });
  });

  it('mermaid is a sequence diagram', async () => {
    expect(await told(`replay ${file} --format mermaid`)).toMatchInlineSnapshot(`
      "sequenceDiagram
          %% tiny lock=spin: no-deadlock
          participant cpu0 as CPU 0 (task, nmi)
          participant cpu1 as CPU 1 (task)
          Note over cpu0: do_kexec_load()
          Note over cpu0: kexec_trylock() -#62; true
          cpu0->>cpu0: cmpxchg(lock, -1 -#62; 0)
          Note over cpu1: do_kexec_load()
          cpu1->>cpu1: kexec_trylock() -#62; false
          cpu1->>cpu1: cmpxchg(lock, -1 -#62; 1) fails, it is 0
          activate cpu0
          Note over cpu0: NMI
          Note over cpu0: __crash_kexec()
          Note over cpu0: kexec_lock()
          cpu0->>cpu0: wait until lock == -1  /* for ever */
          Note over cpu0,cpu1: nothing can move any more, and somebody still waits<br/>CPU 0 nmi waits in kexec_lock() for lock, which is 0<br/>CPU 0 task set it in kexec_trylock(), and was interrupted by the nmi on top of it: it cannot run before that returns
      "
    `);
  });

  it('svg is a picture that says what it is', async () => {
    const svg = await told(`replay ${file} --format svg`);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
    expect(svg).toContain('<title>tiny lock=spin: no-deadlock is violated</title>');
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('&lt;NMI&gt;');
    // Nothing but what is in it: no script, no font, no picture from elsewhere.
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|href|url\(/);
  });

  it('html needs nothing else', async () => {
    const html = await told(`replay ${file} --format html`);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/https?:|<link|src=|@import|url\(/);
    expect(html).toContain('data-step="5"');
  });

  it('is given by the name of the file', () => {
    const files = ['a.txt', 'a.mmd', 'a.svg', 'a.html', 'a.itf.json', 'a.json'];
    expect(files.map(formatOf)).toEqual([...FORMATS]);
    expect(() => formatOf('a.png')).toThrow('a.png: the name does not say in which form');
  });

  it.each(FORMATS)('%s: the same run gives the same bytes', async (format) => {
    const line = `replay ${file} --format ${format}`;
    expect(await told(line)).toBe(await told(line));
  });
});

describe('--output', () => {
  it('writes the whole file, and says so', async () => {
    const output = join(folder, 'deep/run.svg');
    const { exit, out, err } = await cli(`replay ${file} -o ${output}`);
    expect({ exit, out }).toEqual({ exit: 0, out: '' });
    expect(err).toBe(`written to ${output} (svg)\n`);
    expect(readFileSync(output, 'utf8')).toBe(await told(`replay ${file} --format svg`));
    expect(readdirSync(join(folder, 'deep'))).toEqual(['run.svg']);
  });
  it('can be in another form than the name says', async () => {
    await cli(`replay ${file} -o ${join(folder, 'run.md')} --format mermaid`);
    expect(readFileSync(join(folder, 'run.md'), 'utf8')).toMatch(/^sequenceDiagram\n/);
  });
  it('leaves the old file where the new one cannot be made', async () => {
    const output = join(folder, 'old.svg');
    writeFileSync(output, 'old');
    const broken = join(folder, 'broken.itf.json');
    writeFileSync(broken, '{}');
    expect((await cli(`replay ${broken} -o ${output}`)).exit).toBe(2);
    expect(readFileSync(output, 'utf8')).toBe('old');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

describe.skipIf(chromium === undefined)('the page in a browser (skipped without chromium)', () => {
  /** The page as a browser has it after its script has run. */
  async function page(hash: string): Promise<string> {
    const path = join(folder, 'run.html');
    if (!existsSync(path)) await cli(`replay ${file} -o ${path}`);
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=2000', '--dump-dom'];
    return execFileSync(chromium!, [...args, `${pathToFileURL(path)}${hash}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }
  const inside = (dom: string, id: string) =>
    new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</(?:pre|output|h2)>`).exec(dom)?.[1].replace(/<[^>]+>/g, '') ??
    '';

  it('opens at the end, with who waits for whom', async () => {
    const dom = await page('');
    expect(inside(dom, 'position')).toBe('step 5 of 5');
    expect(inside(dom, 'waits')).toContain('CPU 0 nmi waits in kexec_lock() for lock, which is 0');
    expect(dom).toMatch(/class="step here" data-step="5"/);
  }, 60_000);

  it('goes to the step that the address names, and shows its state and source', async () => {
    const dom = await page('#step=2');
    expect(inside(dom, 'position')).toBe('step 2 of 5');
    expect(inside(dom, 'changed')).toContain('shared by all CPUs: lock: -1 -&gt; 0');
    expect(inside(dom, 'state')).toContain('shared by all CPUs: lock = 0');
    expect(inside(dom, 'place')).toBe('kexec_trylock(): kernel/kexec.c, v1 .. v2');
    expect(inside(dom, 'source')).toMatch(/^&gt; claim: +old = cmpxchg\(&amp;lock, -1, this_cpu\);$/m);
    expect(dom).toMatch(/class="step later" data-step="3"/);
  }, 60_000);
});
