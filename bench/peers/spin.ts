import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promela } from '../../checker/export/promela.js';
import { type Run, run, versionOf } from '../run.js';
import { bitsFor, build, OPTIMISED } from './gcc.js';
import { type Contender, type Counts, type Peer, type Task, Unable } from './peer.js';

/** SPIN, which makes a program in C of a model in Promela. No reductions, no properties; tables as large as needed. */
export const spin: Peer = {
  name: 'spin',
  version: () => versionOf('spin', '-V'),
  async prepare(task) {
    const { machine, model, folder } = task;
    writeFileSync(
      join(folder, 'model.pml'),
      promela.write(machine, { title: model.name, settings: [] }).text,
    );
    const generated = await build({ file: 'spin', args: ['-o2', '-a', 'model.pml'], cwd: folder });
    return [
      await contender(task, 'SPIN', generated, []),
      await contender(task, 'SPIN -DCOLLAPSE', generated, ['-DCOLLAPSE']),
    ];
  },
};

async function contender(
  { folder, expected }: Task,
  name: string,
  generated: number,
  more: readonly string[],
): Promise<Contender> {
  const program = join(folder, name.replaceAll(' ', ''));
  const megabytes = Math.floor((0.8 * os.totalmem()) / 2 ** 20);
  const seconds = await build({
    file: 'gcc',
    args: [
      ...OPTIMISED,
      ...['-DSAFETY', '-DNOREDUCE', '-DNOFAIR', `-DMEMLIM=${megabytes}`, '-w', ...more],
      ...['-o', program, 'pan.c'],
    ],
    cwd: folder,
  });
  const command = (depth: number) => ({
    file: program,
    args: [`-m${depth}`, `-w${bitsFor(expected.states)}`, '-E'],
    cwd: folder,
  });
  // The stack of its depth-first search is as deep as the longest way it happens to go. That is found out first, so that it
  // pays for no more than it needs.
  const deepest = await run(command(expected.states + 1));
  const depth = /depth reached (\d+)/.exec(deepest.stdout);
  if (depth === null) throw new Unable(problem(deepest));
  return {
    name,
    command: command(Number(depth[1]) + 10),
    build: generated + seconds,
    counts: (done) => counts(done),
  };
}

function counts(done: Run): Counts {
  const states = /(\d+) states, stored/.exec(done.stdout);
  const transitions = /(\d+) transitions/.exec(done.stdout);
  if (states === null || transitions === null || /search depth too small|out of memory/.test(done.stdout))
    throw new Error(problem(done));
  // SPIN counts the way into the initial state.
  return { states: Number(states[1]), transitions: Number(transitions[1]) - 1 };
}

const problem = ({ stdout, stderr }: Run): string =>
  (/^(?:error|pan:\d+).*$/m.exec(stdout)?.[0] ?? `${stdout}\n${stderr}`.trim().split('\n').at(-1)) ||
  'no result';
