import type { VerdictName } from '../checker/verdict.js';
import type { Expectation } from '../scenarios/scenario.js';

/** How the command ended, as scripts and CI see it. */
export const Exit = {
  ok: 0,
  unexpected: 1,
  misuse: 2,
  incomplete: 3,
  finding: 4,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** The table printed in the help. */
export const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [Exit.ok, 'every selected property got the verdict expected of it, exhaustively'],
  [Exit.unexpected, 'a violation that is not expected, or an expectation not met'],
  [Exit.misuse, 'wrong usage, or a mistake in a scenario, model or trace'],
  [Exit.incomplete, 'incomplete: a limit was hit, and nothing unexpected was found so far'],
  [Exit.finding, 'no violation, but a finding: a vacuous property, an unreached step, a changed baseline'],
  [Exit.internal, 'internal error of panic-check'],
  [Exit.interrupted, 'interrupted (SIGINT); what was found so far is printed'],
  [Exit.terminated, 'terminated (SIGTERM); what was found so far is printed'],
];

/** Worst first: when several apply, the first one is the answer. Signals are not among them: see run.ts. */
const PRECEDENCE: readonly ExitCode[] = [
  Exit.internal,
  Exit.misuse,
  Exit.unexpected,
  Exit.incomplete,
  Exit.finding,
  Exit.ok,
];

export const worst = (codes: Iterable<ExitCode>): ExitCode => {
  const given = new Set(codes);
  return PRECEDENCE.find((code) => given.has(code)) ?? Exit.ok;
};

/** What one verdict means for the exit code. A violation is a fact, whether or not the rest was explored. */
export function exitOf(verdict: VerdictName, expected: Expectation['verdict']): ExitCode {
  if (verdict === expected) return Exit.ok;
  if (verdict === 'incomplete') return Exit.incomplete;
  // A violation that was expected and is gone is the louder news than why it is gone.
  if (verdict === 'vacuous' && expected === 'holds') return Exit.finding;
  return Exit.unexpected;
}
