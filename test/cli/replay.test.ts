import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'panic-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'tiny.no-deadlock.lock=spin.itf.json');
const told = (text: string) => text.replaceAll(folder, 'OUT');
let explored = '';
beforeAll(async () => {
  explored = (await cli(`explore tiny --set lock=spin --property no-deadlock --out-dir ${folder}`)).out;
});

const edited = (edit: (trace: any) => void): string => {
  const trace = JSON.parse(readFileSync(file, 'utf8'));
  edit(trace);
  const path = join(folder, 'edited.itf.json');
  writeFileSync(path, JSON.stringify(trace));
  return path;
};

it('executes a saved run again, to the same diagram', async () => {
  const { exit, out, err } = await cli(`replay ${file}`);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const diagram = /CPU 0[\s\S]*\n \*\/\n/.exec(out)?.[0] ?? 'none';
  expect(explored).toContain(diagram);
  expect(out).toMatch(/no-deadlock is violated: 5 steps, 2 context switches, executed again\n$/);
});

it('refuses a run that is shortened and no longer shows the violation', async () => {
  const { exit, out, err } = await cli(`replay ${edited((t) => t.states.pop())}`);
  expect({ exit, out, err }).toEqual({
    exit: 2,
    out: '',
    err: "error: step 4: the run can be made, but does not violate 'no-deadlock'\n",
  });
});

it('says which step does not fit', async () => {
  const { exit, out, err } = await cli(
    `replay ${edited((t) => {
      t.states[2].lock = { '#bigint': '1' };
    })}`,
  );
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(told(err)).toMatchInlineSnapshot(`
    "error: step 2: after 'CPU 0 task: do_kexec_load.trylock > kexec_trylock.claim' the model has lock =
      {"#bigint":"0"}, the file has {"#bigint":"1"}
    "
  `);
});

it.each([
  ['a truncated file', () => readFileSync(file, 'utf8').slice(0, 200)],
  ['an empty file', () => ''],
  ['something else', () => '[1, 2, 3]'],
  ['a trace of another tool', () => JSON.stringify({ vars: ['x'], states: [{ x: { '#bigint': '1' } }] })],
])('%s is no trace', async (_, text) => {
  const path = join(folder, 'broken.itf.json');
  writeFileSync(path, text());
  const { exit, out, err } = await cli(`replay ${path}`);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(/^error: /);
  expect(err).toMatch(/\nhint: /);
});

it.each([
  [
    '{}',
    "error: the file: JSON, but no trace: 'vars' and 'states' are missing\n" +
      'hint: traces are saved by panic-check explore, as *.itf.json\n',
  ],
  [
    '{"vars": ["x"], "states": [{ "x": 1 }]}',
    'error: #meta: missing, so this is no trace of panic-check\n' +
      'hint: only what panic-check explore saved can be replayed: it says which scenario, variant and\n' +
      '      property it is of\n',
  ],
])('says what is wrong with %s, where, and what to do', async (text, message) => {
  const path = join(folder, 'broken.itf.json');
  writeFileSync(path, text);
  expect((await cli(`replay ${path}`)).err).toBe(message);
});

it.each([
  ['scenario', 'tinier', "the trace is of 'tinier', which is no known scenario"],
  ['property', 'no-deadlok', "tiny has no property 'no-deadlok'"],
  ['variant', { lock: 'spn' }, "lock cannot be 'spn'"],
])('a trace with another %s', async (key, value, message) => {
  const path = edited((t) => {
    t['#meta'][key] = value;
  });
  const { exit, err } = await cli(`replay ${path}`);
  expect(exit).toBe(2);
  expect(err.replace(/\s+/g, ' ')).toContain(message);
});
