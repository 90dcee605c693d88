import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scripts } from '../../cli/completion.js';
import { Folder, OWNER } from './models.js';

const hasShell = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

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

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const bin = folder.write('bin/panic-check', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
chmodSync(bin, 0o755);

/** Runs a shell in the folder, where it finds the built program by its name. */
const inShell = (shell: string, ...args: string[]) => {
  const { stdout, stderr } = spawnSync(shell, args, {
    cwd: folder.path,
    env: { ...process.env, PATH: `${folder.path}/bin:${process.env.PATH}`, TERM: 'dumb' },
    encoding: 'utf8',
    timeout: 50_000,
  });
  expect(stderr).toBe('');
  return stdout;
};

describe('bash', () => {
  /** Has bash complete a line as if Tab had been pressed at its end. */
  const complete = (line: string) => {
    // Bash takes words apart at `=` as well.
    const parts = line.split(/\s+|(=)/).filter((w) => w !== undefined);
    const program = `${scripts.bash.script}
      COMP_LINE=$1 COMP_POINT=\${#1}; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _panic_check; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return inShell('bash', '-c', program, 'bash', line, ...parts)
      .split('\n')
      .filter((w) => w !== '');
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

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal is sent
const SENT = /\u001b\[[\d;?]*\w|\r|\u0007/g;

describe.runIf(hasShell('zsh'))('zsh', () => {
  /** Types lines into a zsh, each with a Tab at its end, and says what the line is then, and what was offered. */
  const complete = (...lines: string[]) => {
    folder.write('panic-check.zsh', scripts.zsh.script);
    const program = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'PS1=; unsetopt beep zle_bracketed_paste; autoload -U compinit; compinit -u -D
        source panic-check.zsh
        show() { print -r -- "<$BUFFER>"; BUFFER=; zle accept-line }; zle -N show
        bindkey "^I" complete-word "^G" show; echo BE""GIN'
      zpty -r shell out '*BEGIN*'
      for line in "$@"; do
        zpty -n -w shell "$line"$'\\t\\a'
        zpty -r shell out '*<*>*'; print -r -- "$out"; print -r -- '====='
      done
      zpty -d shell`;
    const plain = inShell('zsh', '-f', '-c', program, 'zsh', ...lines).replace(SENT, '');
    return plain
      .split('=====\n')
      .slice(0, -1)
      .map((screen) => ({
        line: /<(.*)>/.exec(screen)?.[1],
        offered: [...screen.matchAll(/^(\S+) +-- (.+?)(?=panic-check |$)/gm)].map(([, word]) => word),
      }));
  };

  it('completes commands, scenarios, options and their values, and files where there is nothing else', () => {
    const done = complete(
      'panic-check expl',
      'panic-check exp',
      'true; panic-check explore own',
      'panic-check explore kexec-lock --set lock=mutex,ne',
      'panic-check explore kexec-lock --set lo',
      'panic-check explore --engine=r',
      'panic-check replay panic-check.co',
    );
    expect(done).toEqual([
      { line: 'panic-check explore ', offered: [] },
      { line: 'panic-check exp', offered: ['explore', 'export'] },
      { line: 'true; panic-check explore owner ', offered: [] },
      { line: 'panic-check explore kexec-lock --set lock=mutex,nested=', offered: [] },
      { line: 'panic-check explore kexec-lock --set lo', offered: ['loader=', 'lock='] },
      { line: 'panic-check explore --engine=reference ', offered: [] },
      { line: 'panic-check replay panic-check.config.json ', offered: [] },
    ]);
  });
});

describe.runIf(hasShell('fish'))('fish', () => {
  it('completes commands, scenarios, options and their values, and files where there is nothing else', () => {
    const lines = [
      'panic-check exp',
      'true; panic-check explore own',
      'panic-check explore kexec-lock --set lock=mu',
      'panic-check explore --engine=r',
      'panic-check replay panic-check.co',
    ];
    const program = lines.map((line) => `complete -C '${line}'; echo =====`).join('\n');
    const screens = inShell('fish', '--no-config', '-c', `${scripts.fish.script}\n${program}`).split(
      '=====\n',
    );
    expect(screens.slice(0, -1).map((text) => text.trimEnd().split('\n'))).toEqual([
      [
        'explore\texplore every interleaving of a scenario',
        'export\twrite a scenario for another model checker',
      ],
      ['owner'],
      [
        'lock=mutex\ta mutex, v2.6.27 .. v5.19',
        'lock=mutex-cmpxchg\ta mutex and a cmpxchg, posted 20 Jun 2022 (v2)',
      ],
      ['--engine=reference'],
      ['panic-check.config.json'],
    ]);
  });
});
