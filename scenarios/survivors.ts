/** Changes to a model that no property notices, and why that is right. `panic-check mutate` shows what they are. */
export interface Survivors {
  readonly scenario: string;
  /** Ids of changes; `*` stands for any text. */
  readonly changes: readonly string[];
  readonly reason: string;
}

export const survivors: readonly Survivors[] = [];

/** Why a change to a scenario goes unnoticed; null if nobody has said. */
export function explained(scenario: string, id: string): string | null {
  const found = survivors.find((s) => s.scenario === scenario && s.changes.some((c) => matches(c, id)));
  return found?.reason ?? null;
}

export const matches = (pattern: string, id: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
      .join('.*')}$`,
  ).test(id);
