import { Option } from 'commander';
import { collect, count, workers } from '../arguments.js';

/** Flags of several commands. */

export const setOption = (says = 'set options of the scenario; repeatable, also a=1,b=2') =>
  new Option('--set <option=value>', says).argParser(collect).default([]);
export const cpusOption = () => new Option('--cpus <n>', 'the same as --set cpus=n').argParser(count);
export const propertyOption = () =>
  new Option('--property <name>', 'judge only this property; repeatable').argParser(collect).default([]);
export const outDirOption = () =>
  new Option('--out-dir <folder>', 'where counterexamples are saved (default: panic-check-out)');
export const jsonOption = () => new Option('--json', 'print one JSON document instead');
export const workersOption = (says: string) => new Option('--workers <n>', says).argParser(workers);
export const VARIANTS_SHARED = 'threads that explore variants; auto: as many as there are processors';
export const jobsOption = () => new Option('-j, --jobs <n>', 'the same as --workers').argParser(workers);
