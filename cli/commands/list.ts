import type { ChalkInstance } from 'chalk';
import {
  type Expectation,
  type Option,
  type Scenario,
  variantOf,
  variantsOf,
} from '../../scenarios/scenario.js';
import { isDefault } from '../arguments.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { document } from '../reporters/json.js';
import { counted } from '../reporters/words.js';
import { selectScenarios } from '../scenarios.js';
import { type CommonFlags, look, type Session } from '../session.js';

/** Lists what can be asked and what is known about the answers. */
export async function listScenarios(
  names: readonly string[],
  flags: CommonFlags,
  session: Session,
): Promise<ExitCode> {
  const scenarios = names.length === 0 ? await session.scenarios() : await selectScenarios(session, names);
  if (flags.json) session.io.out(document({ scenarios: scenarios.map(scenarioJson) }));
  else {
    const { style, width } = look(session, flags);
    session.io.out(`${scenarios.map((s) => scenarioText(s, style, width)).join('\n\n')}\n`);
  }
  return Exit.ok;
}

const propertiesOf = (scenario: Scenario) => scenario.build(variantOf(scenario, {})).properties;

const variantCount = (scenario: Scenario): number => {
  let n = 0;
  for (const _ of variantsOf(scenario)) n++;
  return n;
};

function scenarioJson(scenario: Scenario) {
  return {
    name: scenario.name,
    question: scenario.question,
    compares: scenario.compares,
    variants: variantCount(scenario),
    options: scenario.options.map((o) => ({
      name: o.name,
      says: o.says,
      default: typeof o.default === 'string' ? o.default : o.default({}),
      values: o.values,
    })),
    properties: propertiesOf(scenario).map(({ name, kind, says }) => ({ name, kind, says })),
    expectations: scenario.expectations,
    notYet: scenario.notYet,
  };
}

function scenarioText(scenario: Scenario, style: ChalkInstance, width: number): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `  ${style.underline(title)}`, ...lines];
  const compared = `${counted(variantCount(scenario), 'variant')}, compared by ${scenario.compares}`;
  return [
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    `  ${compared}`,
    ...section('options (* default)', optionLines(scenario.options, width)),
    ...section(
      'properties',
      entries(
        propertiesOf(scenario).map((p) => [p.name, p.says]),
        4,
        width,
      ),
    ),
    ...section('known outcomes', outcomes(scenario.expectations, width)),
    ...section(
      'not yet asked',
      entries(
        scenario.notYet.map((n) => [n.id, n.reason]),
        4,
        width,
      ),
    ),
  ].join('\n');
}

export const optionLines = (options: readonly Option[], width: number): string[] =>
  options.flatMap((o) => [
    ...wrap(`${o.name}: ${o.says}`, width - 4, 2).map((l) => `    ${l}`),
    ...entries(
      o.values.map((v) => [`${v.name}${isDefault(o, v.name) ? '*' : ''}`, v.says]),
      6,
      width,
    ),
  ]);

/** Names in a column, what they mean beside them. */
export function entries(
  pairs: readonly (readonly [name: string, says: string])[],
  indent: number,
  width: number,
): string[] {
  const column = Math.min(24, Math.max(0, ...pairs.map(([n]) => n.length)));
  return pairs.flatMap(([name, says]) => {
    const lines = wrap(says, width - indent - column - 2).map((l) => ' '.repeat(indent + column + 2) + l);
    const head = ' '.repeat(indent) + name.padEnd(column);
    if (name.length > column) return [head, ...lines];
    return [`${head}  ${lines[0].trimStart()}`.trimEnd(), ...lines.slice(1)];
  });
}

/** What is known, each outcome once with all the settings that have it. */
function outcomes(expectations: readonly Expectation[], width: number): string[] {
  const by = new Map<string, Expectation[]>();
  for (const e of expectations) {
    const key = `${e.id}: ${e.property} ${e.verdict}`;
    by.set(key, [...(by.get(key) ?? []), e]);
  }
  return [...by].flatMap(([claim, all]) => [
    ...wrap(claim, width - 4, 2).map((l) => `    ${l}`),
    ...all.flatMap((e) => wrap(`with ${whenText(e)}`, width - 6, 5).map((l) => `      ${l}`)),
    ...[...new Set(all.map((e) => `${e.why} [${e.confidence}; ${e.source}]`))].flatMap((w) =>
      wrap(w, width - 6).map((l) => `      ${l}`),
    ),
  ]);
}

const whenText = ({ when }: Expectation): string =>
  Object.entries(when)
    .map(([k, v]) => `${k}=${typeof v === 'string' ? v : v.join('|')}`)
    .join(', ') || 'any settings';
