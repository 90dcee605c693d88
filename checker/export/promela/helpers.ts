/** Macros for what Promela has no operator for. A set of CPUs is a number, CPU n its bit n. */

const FOR_ALL_SYSTEMS = {
  has_cpu: '#define has_cpu(set, cpu) ((cpu) >= 0 && (((set) >> (cpu)) & 1))',
  // What a shift by one more loses again is NO_CPU: formulas know no choice.
  with_cpu: '#define with_cpu(set, cpu) ((set) | ((1 << ((cpu) + 1)) >> 1))',
  without_cpu: '#define without_cpu(set, cpu) ((set) & ~((1 << ((cpu) + 1)) >> 1))',
  mod: '#define mod(a, b) ((((a) % (b)) + (b)) % (b))',
} as const;

export const HELPER_NAMES: readonly string[] = [
  ...Object.keys(FOR_ALL_SYSTEMS),
  'first_cpu',
  'cpus_in',
  'send_to_set',
];

/** The macros that expressions use, for a system of so many CPUs; those that are not used are not defined. */
export function helpers(used: ReadonlySet<string>, cpus: number): string[] {
  return [
    ...Object.entries(FOR_ALL_SYSTEMS).flatMap(([name, text]) => (used.has(name) ? [text] : [])),
    ...(used.has('first_cpu') ? [firstCpu(cpus)] : []),
    ...(used.has('cpus_in') ? [cpusInSet(cpus)] : []),
  ];
}

/** The lowest CPU of a set: as many as are missing up to it. */
const firstCpu = (cpus: number): string => {
  const missing = Array.from({ length: cpus }, (_, cpu) => `(((set) & ${2 ** (cpu + 1) - 1}) == 0)`);
  return `#define first_cpu(set) (${missing.join(' + ')} - ${cpus + 1} * ((set) == 0))`;
};

const cpusInSet = (cpus: number): string => {
  const bits = Array.from({ length: cpus }, (_, cpu) => `(((set) >> ${cpu}) & 1)`);
  return `#define cpus_in(set) (${bits.join(' + ')})`;
};

/** Sends an interrupt to all CPUs of a set. */
export const sendToSet = (cpus: number): string[] => [
  '#define send_to_set(pending, set) \\',
  ...Array.from(
    { length: cpus },
    (_, cpu) =>
      `\tpending[${cpu}] = pending[${cpu}] || (((set) >> ${cpu}) & 1)${cpu < cpus - 1 ? '; \\' : ''}`,
  ),
];
