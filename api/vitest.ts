import { expect } from 'vitest';
import type { PropertyReport } from '../checker/verdict.js';
import type { Scenario } from '../scenarios/scenario.js';
import { type ExploreOptions, type ExploreResult, explore } from './explore.js';

/**
 * Matchers for vitest. Import this module once, in a test or in a setup file:
 *
 * ```ts
 * import 'panic-check/vitest';
 * import patch from './models/my-patch.js';
 *
 * it('never has two owners', () => expect(patch).toHold('one-owner'));
 * it('used to deadlock', () => expect(patch).toViolate('no-deadlock', { set: { lock: 'mutex' } }));
 * ```
 *
 * Both explore, so they return a promise: return it, or `await` it. A search that stopped at a limit passes neither.
 */
export interface PanicCheckMatchers<R = unknown> {
  /** Every interleaving was seen, and the property holds; without a name, all of them do. */
  toHold(property?: string, options?: ExploreOptions): Promise<R>;
  /** Some run violates the property. */
  toViolate(property: string, options?: ExploreOptions): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration has to be the same as vitest's
  interface Matchers<T = any> extends PanicCheckMatchers<T> {}
}

expect.extend({
  async toHold(received: unknown, property?: string, options: ExploreOptions = {}) {
    const result = await ask(received, property === undefined ? {} : { properties: [property] }, options);
    const others = result.properties.filter((p) => p.verdict !== 'holds');
    return {
      pass: others.length === 0,
      message: () =>
        others.length === 0
          ? `${title(result)}: ${property ?? 'every property'} holds`
          : others.map((p) => told(result, p)).join('\n\n'),
    };
  },
  async toViolate(received: unknown, property: string, options: ExploreOptions = {}) {
    const result = await ask(received, { properties: [property] }, options);
    const report = result.properties.find((p) => p.name === property)!;
    return { pass: report.verdict === 'violated', message: () => told(result, report) };
  },
});

function ask(received: unknown, what: ExploreOptions, options: ExploreOptions): Promise<ExploreResult> {
  if (typeof received !== 'object' || received === null || !('build' in received))
    throw new TypeError('expect() was not given a scenario: make one with scenario() of panic-check');
  return explore(received as Scenario, { ...options, ...what });
}

const title = ({ scenario, variant }: ExploreResult): string =>
  [scenario, ...Object.entries(variant).map(([name, value]) => `${name}=${value}`)].join(' ');

/** A verdict in words, with the race if there is one. */
function told(result: ExploreResult, { name, verdict }: PropertyReport): string {
  const violation = result.violations?.find((v) => v.property === name);
  const words =
    verdict === 'incomplete' ? `is not known: the search stopped (${result.stopped})` : WORDS[verdict];
  return [
    `${title(result)}: ${name} ${words}`,
    ...(violation === undefined ? [] : [violation.diagram()]),
  ].join('\n\n');
}

const WORDS = {
  holds: 'holds',
  violated: 'is violated',
  vacuous: 'is vacuous: nothing that it speaks about ever happens',
} as const;
