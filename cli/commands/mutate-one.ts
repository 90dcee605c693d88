import { createTwoFilesPatch } from 'diff';
import type { JudgeOptions } from '../../checker/mutate/index.js';
import { fnId } from '../../model/language/ir.js';
import { printC } from '../../model/language/print-c.js';
import { type Scenario, settingsOf, UsageError, type Variant } from '../../scenarios/scenario.js';
import { explained } from '../../scenarios/survivors.js';
import { choice } from '../errors.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { REASONS, type Reason, reasonOf } from '../reporters/mutation-reasons.js';
import { type CommonFlags, look, type Session } from '../session.js';

/** Shows one change: the listing before and after, and what each variant makes of it. */
export async function mutateOne(
  scenario: Scenario,
  variants: readonly Variant[],
  id: string,
  limits: JudgeOptions,
  flags: CommonFlags,
  session: Session,
): Promise<ExitCode> {
  const { baselinesOf, candidatesOf } = await import('../../checker/mutate/index.js');
  const { io } = session;
  const cases = variants.map((v) => scenario.build(v));
  const candidates = candidatesOf(cases);
  const candidate = candidates.find((c) => c.id === id);
  if (candidate === undefined)
    throw new UsageError(
      `${scenario.name} has no change '${id}'`,
      choice(
        id,
        'changes',
        candidates.map((c) => c.id),
      ).slice(0, 400),
    );
  const { mutant } = candidate;
  const own = candidate.cases.map(([index]) => index);
  const baselines = await baselinesOf(
    own.map((index) => cases[index]),
    { ...limits, signal: io.interruption },
  );
  const rows: { variant: Variant; outcome: string; verdicts: string; reason: Reason | null }[] = [];
  for (const [i, [index, inCase]] of candidate.cases.entries()) {
    if (io.interruption.aborted) break;
    const judged = await baselines[i].judge(inCase, { ...limits, signal: io.interruption });
    const same =
      judged.outcome === 'survived' && baselines[i].behavesLike(judged.machine)
        ? 'equivalent'
        : judged.outcome;
    const verdicts =
      judged.outcome === 'killed' ? judged.kills.map((k) => `${k.property}: ${k.was} -> ${k.is}`) : [];
    const reason =
      judged.outcome === 'survived' && same === 'survived'
        ? reasonOf(baselines[i].differenceOf(judged.machine))
        : null;
    rows.push({ variant: variants[index], outcome: same, verdicts: verdicts.join(', '), reason });
  }
  const diff = createTwoFilesPatch(
    fnId(mutant.before),
    id,
    printC(mutant.before),
    printC(mutant.after),
    '',
    '',
    { context: 3 },
  )
    .split('\n')
    .slice(1)
    .join('\n')
    .trimEnd();
  const why = explained(scenario.name, id);
  if (flags.json)
    io.out(
      document({
        scenario: scenario.name,
        id,
        operator: mutant.operator,
        says: mutant.says,
        diff,
        explained: why,
        variants: rows.map((r) => ({ ...r, reason: r.reason?.kind ?? null })),
      }),
    );
  else {
    const { style, width } = look(session, flags);
    const table = grid(
      2,
      [
        ['variant', 'outcome', 'verdicts'].map((h) => style.bold(h)),
        ...rows.map((r) => [
          settingsOf(scenario, r.variant).join(',') || 'defaults',
          r.outcome,
          r.reason?.kind ?? r.verdicts,
        ]),
      ],
      () => false,
    );
    io.out(
      `${[
        ...wrap(`${scenario.name}: ${mutant.says}`, width, 2),
        '',
        diff,
        '',
        table,
        ...REASONS.flatMap((kind) => {
          const says = kind === 'known' ? why : rows.find((r) => r.reason?.kind === kind)?.reason?.says;
          return says == null || kind === says ? [] : ['', ...wrap(`${kind}: ${says}`, width, 2)];
        }),
      ].join('\n')}\n`,
    );
  }
  return io.interruption.aborted || rows.some((r) => r.outcome === 'incomplete') ? Exit.incomplete : Exit.ok;
}
