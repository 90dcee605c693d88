import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts } from '../../cli/completion.js';
import { Folder, OWNER } from './models.js';

const folder = new Folder({
  'package.json': '{}',
  'panic-check.config.json': '{ "models": "models/*.ts" }',
  'models/owner.ts': OWNER,
});

const words = async (line: string) => {
  // The line is one argument, which the fixture would take apart.
  const { run } = await import('../../cli/run.js');
  const { fakeIo, surprises, tiny } = await import('./fixture.js');
  const io = fakeIo();
  expect(await run(['complete', line], io, { scenarios: [tiny, surprises], cwd: folder.path })).toBe(0);
  return io.stdoutText.split('\n').flatMap((l) => (l === '' ? [] : [l.split('\t')[0]]));
};

describe('what can be written next', () => {
  it.each([
    ['panic-check s', ['simulate', 'show']],
    ['panic-check help li', ['list']],
    ['panic-check explore ', ['owner', 'tiny', 'surprises']],
    ['panic-check check tiny ow', ['owner']],
    ['panic-check explore tiny ', []],
    ['panic-check list --b', ['--bugs']],
    ['panic-check list --h', ['--help']],
    ['panic-check explore --engine ', ['fast', 'reference']],
    ['panic-check explore --engine=r', ['--engine=reference']],
    ['panic-check explore --max-states ', []],
    ['panic-check explore tiny --set ', ['lock=', 'nmi=', 'cpus=']],
    ['panic-check explore tiny --set lock=', ['lock=none', 'lock=try', 'lock=spin']],
    ['panic-check explore --set lock=try ti', ['tiny']],
    ['panic-check explore tiny --set lock=try,', ['lock=try,nmi=', 'lock=try,cpus=']],
    ['panic-check explore tiny --set lock=try,cpus=3', ['lock=try,cpus=3']],
    ['panic-check explore owner --set lock=', ['lock=cmpxchg', 'lock=racy']],
    [`panic-check explore ./models/owner.ts --property `, ['one-owner', 'no-deadlock']],
    ['panic-check explore tiny --compare lock,', ['lock,nmi', 'lock,cpus']],
    ['panic-check completion ', ['bash', 'zsh', 'fish']],
    ['panic-check --no', ['--no-config']],
  ])('%s', async (line, expected) => {
    expect(await words(line)).toEqual(expected);
  });

  it('does not offer what is not for people', async () => {
    expect(await words('panic-check ')).toContain('explore');
    expect(await words('panic-check ')).not.toContain('complete');
  });
});

describe('bash', () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const bin = folder.write('bin/panic-check', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(bin, 0o755);

  /** Has bash complete a line as if Tab had been pressed at its end. */
  const complete = (line: string) => {
    // Bash takes words apart at `=` as well.
    const parts = line.split(/\s+|(=)/).filter((w) => w !== undefined);
    const program = `${scripts.bash.script}
      COMP_LINE=$1 COMP_POINT=\${#1}; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _panic_check; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', program, 'bash', line, ...parts], {
      cwd: folder.path,
      env: { ...process.env, PATH: `${folder.path}/bin:${process.env.PATH}` },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((w) => w !== '');
  };

  it('completes commands, scenarios, options and their values', () => {
    expect(complete('panic-check exp')).toEqual(['explore', 'export']);
    expect(complete('panic-check explore own')).toEqual(['owner']);
    expect(complete('panic-check explore kexec-lock --set lo')).toEqual(['lock=', 'loader=']);
    expect(complete('panic-check explore kexec-lock --set lock=mu')).toEqual(['mutex', 'mutex-cmpxchg']);
    expect(complete('panic-check explore kexec-lock --set lock=')).toHaveLength(8);
    expect(complete('panic-check explore kexec-lock --set lock=mutex,ne')).toEqual(['mutex,nested=']);
  });

  it('is told how by the program', async () => {
    const { out, err } = await folder.cli('completion bash');
    expect(out).toBe(scripts.bash.script);
    expect(err).toContain('~/.bashrc');
    expect((await folder.cli('completion tcsh')).exit).toBe(2);
    expect((await folder.cli('completion fish')).out).toContain('complete -c panic-check');
    expect((await folder.cli('completion zsh')).out).toContain('compdef _panic_check');
  });
});
