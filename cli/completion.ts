import type { Command, Option } from 'commander';
import { type Scenario, variantOf } from '../scenarios/scenario.js';
import { visibleCommands } from './errors.js';
import { findScenario, isPath } from './scenarios.js';
import type { Session } from './session.js';

/**
 * What could be written next on a command line: commands, flags, their values, scenarios, and after `--set` the options
 * of the scenario and their values. Shells ask for it (`completion` prints the scripts that do).
 */

/** Something that could stand where the cursor is, as the whole word, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly says: string;
}

/** `line` is what is written up to the cursor, the name of the program included. */
export async function candidates(line: string, root: Command, session: Session): Promise<Candidate[]> {
  const words = line.trimStart().split(/\s+/).slice(1);
  const current = words.at(-1) ?? '';
  const found = await possible(words.slice(0, -1), current, root, session);
  return found.filter(({ word }) => word.startsWith(current));
}

async function possible(
  before: readonly string[],
  current: string,
  root: Command,
  session: Session,
): Promise<Candidate[]> {
  const { command, positional } = understood(before, root);
  const options = [...command.options, ...(command === root ? [] : root.options)];
  const scenario = () => scenarioOf(positional[0], command, session);

  const assigned = /^(--[\w-]+)=(.*)$/.exec(current);
  if (assigned !== null) {
    const option = options.find((o) => o.long === assigned[1]);
    const values = option === undefined ? [] : await valuesOf(option, assigned[2], scenario);
    return values.map(({ word, says }) => ({ word: `${assigned[1]}=${word}`, says }));
  }
  const last = before.at(-1) ?? '';
  const waiting = options.find((o) => o.required && (o.long === last || o.short === last));
  if (waiting !== undefined) return valuesOf(waiting, current, scenario);
  if (current.startsWith('-'))
    return [...options, HELP].flatMap((o) =>
      o.long && !o.hidden ? [{ word: o.long, says: o.description }] : [],
    );
  if (command === root || command.name() === 'help')
    return visibleCommands(root).map((c) => ({ word: c.name(), says: c.summary() || c.description() }));
  return argumentsOf(command, positional.length, session);
}

const HELP = { long: '--help', description: 'print this help', hidden: false };

/** The command of a line, and its arguments so far. */
function understood(
  words: readonly string[],
  root: Command,
): { command: Command; positional: readonly string[] } {
  let command = root;
  const positional: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word.startsWith('-')) {
      const option = [...command.options, ...root.options].find((o) => o.long === word || o.short === word);
      if (option?.required) i++;
      continue;
    }
    const named = command === root ? root.commands.find((c) => c.name() === word) : undefined;
    if (named !== undefined) command = named;
    else positional.push(word);
  }
  return { command, positional };
}

async function argumentsOf(command: Command, index: number, session: Session): Promise<Candidate[]> {
  const { registeredArguments: known } = command;
  const argument = known[Math.min(index, known.length - 1)];
  if (argument === undefined || (index >= known.length && !argument.variadic)) return [];
  if (argument.argChoices) return argument.argChoices.map((word) => ({ word, says: '' }));
  if (!/^(scenario|pattern)/.test(argument.name())) return [];
  return ((await session.names?.()) ?? []).map((word) => ({ word, says: '' }));
}

async function scenarioOf(
  name: string | undefined,
  command: Command,
  session: Session,
): Promise<Scenario | null> {
  const asked = name ?? (command.name() === 'explore' ? 'kexec-lock' : undefined);
  if (asked === undefined) return null;
  const all = await session.scenarios(asked);
  return isPath(asked) && all.length > 1 && !asked.includes('#') ? null : findScenario(all, asked);
}

/** What a flag can be given. */
async function valuesOf(
  option: Option,
  current: string,
  scenario: () => Promise<Scenario | null>,
): Promise<Candidate[]> {
  if (option.argChoices) return option.argChoices.map((word) => ({ word, says: '' }));
  const about = { set: settings, compare: compared, property: properties }[option.name()];
  const asked = about === undefined ? null : await scenario();
  return asked === null ? [] : about!(asked, current);
}

/** `a=1,b=`: what comes after the last comma, behind what is before it. */
function settings({ options }: Scenario, current: string): Candidate[] {
  const [, done, last] = /^(.*,)?([^,]*)$/.exec(current)!;
  const before = done ?? '';
  const [name, value] = last.split('=');
  if (value === undefined)
    return options
      .filter((o) => !before.split(',').some((pair) => pair.startsWith(`${o.name}=`)))
      .map((o) => ({ word: `${before}${o.name}=`, says: o.says }));
  const values = options.find((o) => o.name === name)?.values ?? [];
  return values.map((v) => ({ word: `${before}${name}=${v.name}`, says: v.says }));
}

function compared({ options }: Scenario, current: string): Candidate[] {
  const before = current.slice(0, current.lastIndexOf(',') + 1);
  return options
    .filter((o) => !before.split(',').includes(o.name))
    .map((o) => ({ word: before + o.name, says: o.says }));
}

const properties = (scenario: Scenario): Candidate[] =>
  scenario.build(variantOf(scenario, {})).properties.map(({ name, says }) => ({ word: name, says }));

// ---- Scripts ------------------------------------------------------------------------------------------------------

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What a shell reads to know how to ask. */
export const scripts: Readonly<Record<Shell, { readonly script: string; readonly install: string }>> = {
  bash: {
    install: 'eval "$(panic-check completion bash)"    # in ~/.bashrc',
    // For bash, `=` ends a word; what it is given must leave out what is before it.
    script: `\
_panic_check() {
  local line="\${COMP_LINE:0:COMP_POINT}" part="\${COMP_WORDS[COMP_CWORD]}" candidate
  local word="\${line##*[[:space:]]}"
  [[ $part == [=:] ]] && part=
  local before="\${word%"$part"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <(panic-check complete "$line" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _panic_check panic-check
`,
  },
  zsh: {
    install: 'source <(panic-check completion zsh)    # in ~/.zshrc, after compinit',
    // What ends in `=` is not a whole word, so that no space follows.
    script: `\
_panic_check() {
  local candidate word says
  local -a whole open
  for candidate in "\${(@f)$(panic-check complete "\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)}"; do
    word="\${candidate%%$'\t'*}" says="\${candidate#*$'\t'}"
    [[ -z $word ]] && continue
    candidate="\${word//:/\\\\:}\${says:+:$says}"
    if [[ $word == *= ]]; then open+=("$candidate"); else whole+=("$candidate"); fi
  done
  if (( $#whole + $#open == 0 )); then _files; return; fi
  _describe panic-check whole -Q -- open -Q -S ''
}
compdef _panic_check panic-check
`,
  },
  fish: {
    install: 'panic-check completion fish | source    # in ~/.config/fish/config.fish',
    script: `\
function __panic_check
  set -l found (panic-check complete (commandline -cp | string collect) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c panic-check -f -a '(__panic_check)'
`,
  },
};
