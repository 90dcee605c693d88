/**
 * What `panic-check.config.ts` (or `.js`, `.json`) can say. Flags come before `PANIC_CHECK_…` in the environment, and
 * that before this file. Amounts are written as on the command line (`'2GiB'`, `'30s'`, `'5M'`) or as plain numbers where
 * they count something.
 */
export interface Config {
  /** The files of your scenarios: paths or globs, from the folder of this file. */
  readonly models?: string | readonly string[];
  /** Whether `check` without patterns also checks the built-in scenarios, when there are models. Default: false. */
  readonly builtIn?: boolean;
  /** Where to stop a search, for each variant. */
  readonly limits?: {
    /** `--max-states` */
    readonly maxStates?: number | string;
    /** `--max-depth` */
    readonly maxDepth?: number | string;
    /** `--max-switches` */
    readonly maxSwitches?: number | string;
    /** `--max-memory`, with its unit. */
    readonly maxMemory?: string;
    /** `--time-limit`, with its unit. */
    readonly timeLimit?: string;
  };
  /** Threads that search: a number, or `auto`. */
  readonly workers?: number | 'auto';
  /** `--engine` */
  readonly engine?: 'fast' | 'reference';
  /** `--store` */
  readonly store?: 'exact' | 'fingerprints' | 'bitstate';
  /** Where counterexamples are saved. */
  readonly outDir?: string;
  /** `--color` */
  readonly color?: 'auto' | 'always' | 'never';
  /** How `check` reports: each as after `--reporter`. */
  readonly reporters?: readonly string[];
  /** The baseline that `check` compares with. */
  readonly baseline?: string;
  /** What makes `check` fail: as after `--fail-on`. */
  readonly failOn?: string;
}

/** Returns its argument; the editor then knows what may be in it. */
export const defineConfig = (config: Config): Config => config;
