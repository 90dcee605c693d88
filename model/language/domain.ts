/**
 * Domains: the finite sets that variables range over. A value is a small integer wherever the model runs; a domain
 * says which integers there are and how a person reads them. Domains that depend on the number of CPUs stay
 * symbolic until a system fixes it.
 */
export type DomainIR =
  | { readonly kind: 'flag' }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'int'; readonly min: number; readonly max: number }
  | { readonly kind: 'cpu' }
  | { readonly kind: 'cpuOrNone' }
  | { readonly kind: 'cpuSet' };

/** Inclusive bounds of the integers that stand for a domain's values. The smallest is the value of fresh memory. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** PANIC_CPU_INVALID and its relatives: no CPU. */
export const NO_CPU = -1;

/** More CPUs than any question needs, and the most that a CPU set fits beside other fields. */
export const MAX_CPUS = 16;

export function rangeOf(domain: DomainIR, cpus: number): Range {
  switch (domain.kind) {
    case 'flag':
      return { min: 0, max: 1 };
    case 'oneOf':
      return { min: 0, max: domain.values.length - 1 };
    case 'int':
      return { min: domain.min, max: domain.max };
    case 'cpu':
      return { min: 0, max: cpus - 1 };
    case 'cpuOrNone':
      return { min: NO_CPU, max: cpus - 1 };
    case 'cpuSet':
      return { min: 0, max: 2 ** cpus - 1 };
  }
}

/** The value as it is written in traces and listings: `true`, `old`, `-1`, `{0,2}`. */
export function formatValue(domain: DomainIR, value: number): string {
  switch (domain.kind) {
    case 'flag':
      return value === 0 ? 'false' : 'true';
    case 'oneOf':
      return domain.values[value] ?? `?${value}`;
    case 'cpuSet':
      return `{${cpusIn(value).join(',')}}`;
    default:
      return String(value);
  }
}

/** The CPUs in a set, which a state holds as bits. */
export function cpusIn(set: number): number[] {
  const cpus: number[] = [];
  for (let cpu = 0; cpu < MAX_CPUS; cpu++) if ((set >> cpu) & 1) cpus.push(cpu);
  return cpus;
}

/** The values of a domain, in words. */
export function describeDomain(domain: DomainIR): string {
  switch (domain.kind) {
    case 'flag':
      return 'true or false';
    case 'oneOf':
      return `one of ${domain.values.join(', ')}`;
    case 'int':
      return `an integer from ${domain.min} to ${domain.max}`;
    case 'cpu':
      return 'a CPU';
    case 'cpuOrNone':
      return 'a CPU or NONE';
    case 'cpuSet':
      return 'a set of CPUs';
  }
}

export function sameDomain(a: DomainIR, b: DomainIR): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
