import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { murphi } from '../../checker/export/murphi.js';
import { versionOf } from '../run.js';
import { bitsFor, build, OPTIMISED } from './gcc.js';
import type { Contender, Peer, Task } from './peer.js';

/** Rumur, which makes a program in C of a model in Murphi. No reductions, no properties. */
export const rumur: Peer = {
  name: 'rumur',
  version: () => versionOf('rumur', '--version'),
  async prepare(task) {
    const { machine, model, folder } = task;
    writeFileSync(join(folder, 'model.m'), murphi.write(machine, { title: model.name, settings: [] }).text);
    return [await contender(task, 1), await contender(task, 2)];
  },
};

async function contender({ folder, expected }: Task, threads: number): Promise<Contender> {
  const base = `rumur-${threads}`;
  const program = join(folder, base);
  const seconds = await build(
    {
      file: 'rumur',
      args: [
        ...['--symmetry-reduction', 'off', '--deadlock-detection', 'off', '--threads', String(threads)],
        // Slots of pointers, no more than half of them in use.
        ...['--set-capacity', String(8 * 2 ** bitsFor(expected.states))],
        ...['--output', `${program}.c`, join(folder, 'model.m')],
      ],
    },
    {
      file: 'gcc',
      args: ['-std=c11', ...OPTIMISED, '-mcx16', '-o', program, `${program}.c`, '-lpthread'],
    },
  );
  return {
    name: `Rumur, ${threads} thread${threads === 1 ? '' : 's'}`,
    command: { file: program, args: [] },
    build: seconds,
    counts({ exit, stdout, stderr }) {
      const found = /(\d+) states, (\d+) rules fired/.exec(stdout);
      if (found === null || exit !== 0) throw new Error(lastLine(stderr || stdout));
      return { states: Number(found[1]), transitions: Number(found[2]) };
    },
  };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
