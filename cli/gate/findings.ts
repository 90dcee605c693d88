/** What a check can find. */
export const FINDINGS = ['violation', 'incomplete', 'vacuous', 'baseline', 'unreached', 'one-sided'] as const;
/**
 * - `error`: a mistake of the model, or of panic-check. It always fails.
 * - `violation`: a verdict that is not the expected one; also an expected violation that is gone.
 * - `incomplete`: a limit was hit, or a variant was not explored at all.
 * - `vacuous`: a property that cannot fail where it should hold.
 * - `baseline`: the model means something else than what the baseline says.
 * - `unreached`: a step that no variant of its scenario takes, and nothing excuses.
 * - `one-sided`: a property that no variant of any scenario violates, or that none satisfies.
 */
export type FindingKind = 'error' | (typeof FINDINGS)[number];

/** What fails unless something else is asked for. With --strict, everything does. */
export const FAILS_BY_DEFAULT: readonly FindingKind[] = ['violation', 'incomplete', 'vacuous', 'baseline'];

/** Where the baseline is, unless it is said otherwise. */
export const BASELINE_FILE = 'panic-check.baseline.json';
