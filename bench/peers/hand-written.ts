import { join } from 'node:path';
import { versionOf } from '../run.js';
import { sourceFile } from '../source.js';
import { bitsFor, build, OPTIMISED } from './gcc.js';
import { type Peer, Unable } from './peer.js';

/** The race in C, written by hand for this one model: about how fast it can be done. */
export const handWritten: Peer = {
  name: 'c',
  version: () => versionOf('gcc', '--version'),
  async prepare({ model, expected, folder }) {
    if (model.race === null) throw new Unable('written by hand only for the races');
    const { panics, nmis, taskLines, nmiLines } = model.race;
    const program = join(folder, 'panic-race');
    const seconds = await build({
      file: 'gcc',
      args: [
        ...OPTIMISED,
        `-DPANICS=${panics}`,
        `-DNMIS=${nmis}`,
        `-DTASK_LINES=${taskLines}`,
        `-DNMI_LINES=${nmiLines}`,
        sourceFile('bench/peers/panic-race.c'),
        '-o',
        program,
      ],
    });
    return [
      {
        name: 'C by hand',
        command: { file: program, args: [String(bitsFor(expected.states))] },
        build: seconds,
        counts({ stdout, stderr }) {
          const found = /^(\d+) states, (\d+) transitions/.exec(stdout);
          if (found === null) throw new Error(stderr.trim());
          return { states: Number(found[1]), transitions: Number(found[2]) };
        },
      },
    ];
  },
};
