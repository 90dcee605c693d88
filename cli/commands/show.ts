import type { ChalkInstance } from 'chalk';
import { type Fn, fnId, type System } from '../../model/language/ir.js';
import { functionsOf } from '../../model/language/validate.js';
import {
  type Scenario,
  settingsOf,
  UsageError,
  type Variant,
  variantOf,
  variantsOf,
} from '../../scenarios/scenario.js';
import { settings } from '../arguments.js';
import { choice } from '../errors.js';
import { Exit, type ExitCode } from '../exit.js';
import { paragraphs, wrap } from '../reporters/columns.js';
import { variantText } from '../reporters/variant.js';
import { findScenario, isPath } from '../scenarios.js';
import { type CommonFlags, look, type Session } from '../session.js';
import { entries, optionLines } from './list.js';

export interface ShowFlags extends CommonFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
}

/** Shows a scenario, or the listing of a function in all the texts that the scenarios use. */
export async function show(name: string, flags: ShowFlags, session: Session): Promise<ExitCode> {
  const scenarios = await session.scenarios(name);
  const { style, width } = look(session, flags);
  const given = settings(flags.set, flags.cpus);
  const scenario = isPath(name) ? findScenario(scenarios, name) : scenarios.find((s) => s.name === name);
  if (scenario !== undefined) {
    session.io.out(`${scenarioPage(scenario, given, style, width)}\n`);
    return Exit.ok;
  }
  const { printC } = await import('../../model/language/print-c.js');
  const found = listings(scenarios, given, name, printC);
  if (found.size === 0) {
    const known = [...scenarios.map((s) => s.name), ...functionNames(scenarios)];
    throw new UsageError(
      `there is no scenario or function '${name}'`,
      choice(name, 'scenarios and functions', known),
    );
  }
  const pages = [...found].map(([listing, where]) => `${style.dim(`/* ${where} */`)}\n${listing.trimEnd()}`);
  session.io.out(`${pages.join('\n\n')}\n`);
  return Exit.ok;
}

/** Every text of a function, with the first settings that have it. One form can differ between variants. */
function listings(
  scenarios: readonly Scenario[],
  given: Variant,
  name: string,
  printC: (f: Fn) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const variants of [telling, variantsOf]) {
    for (const { scenario, variant, functions } of everything(scenarios, given, variants))
      for (const f of functions) {
        if (fnId(f) !== name && f.name !== name) continue;
        const listing = printC(f);
        const where = [scenario.name, ...settingsOf(scenario, variant)].join(' ');
        if (!found.has(listing)) found.set(listing, where);
      }
    // Only a function that no two settings bring in makes it necessary to look everywhere.
    if (found.size > 0) break;
  }
  return found;
}

const functionNames = (scenarios: readonly Scenario[]): Set<string> =>
  new Set(
    [...everything(scenarios, {}, telling)].flatMap(({ functions }) => [...functions].map((f) => f.name)),
  );

function* everything(
  scenarios: readonly Scenario[],
  given: Variant,
  variants: (scenario: Scenario, given: Variant) => Iterable<Variant>,
) {
  for (const scenario of scenarios)
    for (const variant of variants(scenario, given)) {
      const { system } = scenario.build(variant);
      yield { scenario, variant, functions: functionsOf(system) };
    }
}

/** The variants that differ from the default in two options at most: a function's text depends on no more. */
function* telling(scenario: Scenario, given: Variant): Generator<Variant> {
  const settingsOfOption = scenario.options
    .filter((o) => !(o.name in given))
    .map((o) => [{}, ...o.values.map((v) => ({ [o.name]: v.name }))]);
  const seen = new Set<string>();
  for (const [i, first] of settingsOfOption.entries())
    for (const second of settingsOfOption.slice(i + 1))
      for (const a of first)
        for (const b of second) {
          const variant = possible(scenario, { ...given, ...a, ...b });
          const key = JSON.stringify(variant);
          if (variant === null || seen.has(key)) continue;
          seen.add(key);
          yield variant;
        }
  // With one option or none left open there is no pair.
  if (settingsOfOption.length < 2)
    yield* variantsOf(scenario, possible(scenario, given) === null ? {} : given);
}

function possible(scenario: Scenario, given: Variant): Variant | null {
  try {
    return variantOf(scenario, given);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

function scenarioPage(
  scenario: Scenario,
  given: Record<string, string>,
  style: ChalkInstance,
  width: number,
): string {
  const variant = variantOf(scenario, given);
  const { system, properties } = scenario.build(variant);
  const title = (text: string) => ['', style.underline(text)];
  const functions = [...functionsOf(system)].sort((a, b) => a.source.file.localeCompare(b.source.file));
  return [
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    '',
    paragraphs(scenario.about, width),
    ...title('Options (* default)'),
    ...optionLines(scenario.options, width),
    ...title('System'),
    ...wrap(variantText(scenario, variant), width - 4).map((l) => `    ${l}`),
    ...systemLines(system, width),
    ...title('Functions'),
    ...entries(
      functions.map((f) => [fnId(f), `${f.source.file}, ${f.source.versions}`]),
      4,
      width,
    ),
    ...title('Properties'),
    ...entries(
      properties.map((p) => [p.name, p.says]),
      4,
      width,
    ),
    '',
    'panic-check show <function> prints the listing of a function.',
  ].join('\n');
}

function systemLines({ tasks, vectors }: System, width: number): string[] {
  const cpus = tasks.map((t, cpu) => [`CPU ${cpu}`, t === null ? 'idle' : `${fnId(t)}()`] as const);
  const interrupts = vectors.map(({ vector, handler, arrives }) => {
    const where = arrives?.on == null ? '' : ` on CPU ${arrives.on.join(', ')}`;
    const when =
      arrives === null
        ? 'when it is sent'
        : `at any moment, at most ${arrives.times}x${arrives.per === 'cpu' ? ' on each CPU' : ''}${where}`;
    return [vector.name, `${vector.context}: ${fnId(handler)}(), ${when}`] as const;
  });
  return entries([...cpus, ...interrupts], 4, width);
}
