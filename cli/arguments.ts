import bytes from 'bytes';
import { InvalidArgumentError } from 'commander';
import ms from 'ms';
import type { ReductionKind } from '../checker/reduce/kinds.js';
import { type Option, UsageError } from '../scenarios/scenario.js';
import { choice } from './errors.js';
import { FINDINGS, type FindingKind } from './gate/findings.js';
import { REPORTERS, type ReporterName } from './reporters/check/names.js';

/** Parsers for what is written on the command line. Each says what it wanted, with an example. */

/** A positive whole number: `100000`, `100_000`, `100k`, `5M`. */
export function count(written: string): number {
  const n = wholeNumber(written);
  if (n === null || n < 1)
    throw new InvalidArgumentError('It must be a positive whole number, such as 100000 or 100k.');
  return n;
}

/** A whole number that may be 0. `most` is the largest one that there is room for. */
export const natural =
  (most = Number.MAX_SAFE_INTEGER) =>
  (written: string): number => {
    const n = wholeNumber(written);
    if (n === null) throw new InvalidArgumentError('It must be a whole number, such as 0, 1 or 2.');
    if (n > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return n;
  };

function wholeNumber(written: string): number | null {
  const parts = /^(\d[\d_]*)(k|M|G)?$/.exec(written);
  if (parts === null) return null;
  const n = Number(parts[1].replaceAll('_', '')) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[parts[2] ?? '']!;
  return Number.isSafeInteger(n) ? n : null;
}

/** An amount of memory. The unit is required, because `bytes` would read `2GiB` as two bytes. */
export function memory(written: string): number {
  const parts = /^(\d+(?:\.\d+)?) ?([kmgt])i?b$/i.exec(written);
  const n = parts === null ? null : bytes.parse(`${parts[1]}${parts[2]}b`);
  if (n === null || n < 1)
    throw new InvalidArgumentError('It must be an amount of memory with its unit, such as 512MiB or 2GiB.');
  return n;
}

/** A time, in milliseconds. The unit is required, because `ms` would read `30` as 30 ms. */
export function duration(written: string): number {
  const n = /^\d+(\.\d+)? ?[a-z]+$/i.test(written) ? ms(written as ms.StringValue) : undefined;
  if (n === undefined || Number.isNaN(n) || n <= 0)
    throw new InvalidArgumentError('It must be a time with its unit, such as 30s or 5m.');
  return n;
}

/** A part of the work, for one of several machines: the first of four is `{ index: 1, of: 4 }`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export function shard(written: string): Shard {
  const [index, of] = (/^(\d+)\/(\d+)$/.exec(written) ?? []).slice(1).map(Number);
  if (!(index >= 1 && index <= of && Number.isSafeInteger(of)))
    throw new InvalidArgumentError('It must say which shard of how many, such as 1/4, 2/4, 3/4 and 4/4.');
  return { index, of };
}

/** A share: `80`, `82.5`, `80%`. */
export function percentage(written: string): number {
  const n = /^\d+(\.\d+)?%?$/.test(written) ? Number.parseFloat(written) : Number.NaN;
  if (!(n <= 100)) throw new InvalidArgumentError('It must be a percentage from 0 to 100, such as 80.');
  return n;
}

/** A form of report and the file that it goes to; stdout if there is none. */
export interface ReporterSpec {
  readonly name: ReporterName;
  readonly file: string | null;
}

/** `default`, `junit=report.xml`. */
export function reporter(written: string, before: readonly ReporterSpec[] = []): ReporterSpec[] {
  const [name, ...rest] = written.split('=');
  const file = rest.join('=');
  const known = REPORTERS.find((r) => r === name);
  if (known === undefined) throw new InvalidArgumentError(choice(name, 'reporters', REPORTERS));
  if (rest.length > 0 && file === '')
    throw new InvalidArgumentError('There is no file behind the equals sign.');
  return [...before, { name: known, file: rest.length === 0 || file === '-' ? null : file }];
}

/** `violation,incomplete`: what makes a check fail. */
export function failOn(written: string): FindingKind[] {
  return written.split(',').map((word) => {
    const known = FINDINGS.find((kind) => kind === word.trim());
    if (known === undefined) throw new InvalidArgumentError(choice(word, 'findings', FINDINGS));
    return known;
  });
}

/** How many threads: a positive number, or `auto`. */
export function workers(written: string): number | 'auto' {
  if (written === 'auto') return written;
  const n = /^\d+$/.test(written) ? Number(written) : 0;
  if (n < 1 || n > MOST_WORKERS)
    throw new InvalidArgumentError(`It must be auto, or a number of threads from 1 to ${MOST_WORKERS}.`);
  return n;
}

/** The kinds by name. Help and completion load nothing of the checker, so that they are named again. */
const KINDS: Readonly<Record<ReductionKind, true>> = { dead: true, order: true, symmetry: true };
const REDUCTIONS = Object.keys(KINDS) as ReductionKind[];

/** Reductions of the state space: `all`, `none`, or some of them. */
export function reductions(written: string): readonly ReductionKind[] {
  if (written === 'all') return REDUCTIONS;
  if (written === 'none') return [];
  const names = written.split(',');
  const unknown = names.find((name) => !REDUCTIONS.some((kind) => kind === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `It must be all, none, or some of ${REDUCTIONS.join(', ')}, separated by commas.`,
    );
  return REDUCTIONS.filter((kind) => names.includes(kind));
}

/** More threads than this do not share a search well. */
const MOST_WORKERS = 64;

export const collect = (written: string, before: readonly string[] = []): string[] => [...before, written];

/** `--set a=1,b=2 --set c=3 --cpus 4` as one record. Whether the names exist is for the scenario to say. */
export function settings(written: readonly string[], cpus: number | undefined): Record<string, string> {
  const given: Record<string, string> = {};
  const add = (name: string, value: string) => {
    if (name in given && given[name] !== value)
      throw new UsageError(
        `${name} is set twice, to '${given[name]}' and to '${value}'`,
        'explore the variants one after the other',
      );
    given[name] = value;
  };
  for (const pair of written.flatMap((w) => w.split(','))) {
    const parts = /^([^=]+)=(.+)$/.exec(pair);
    if (parts === null)
      throw new UsageError(`--set ${pair}: this is no setting`, 'write --set option=value, or --set a=1,b=2');
    add(parts[1].trim(), parts[2].trim());
  }
  if (cpus !== undefined) add('cpus', String(cpus));
  return given;
}

/** `a*, b, c`: the values of an option with the default marked. */
export const isDefault = (option: Option, value: string): boolean =>
  (typeof option.default === 'string' ? option.default : option.default({})) === value;
