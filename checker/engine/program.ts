import type { Machine } from '../../model/language/machine.js';
import { hashWords, type Layout, layoutOf, pack } from '../layout.js';
import type { ReductionKind } from '../reduce/kinds.js';
import { firstRepresentative, reductionOf } from '../reduce/reduction.js';
import { checkMachine, compile, type Generated } from './compile.js';
import { EngineRefusal } from './errors.js';
import { type Compiled, compileModule } from './instance.js';
import { type MemoryMap, memoryMap, type StoreKind } from './memory-map.js';

/** A packed state that matters, and its hash. */
export interface Found {
  readonly words: readonly bigint[];
  readonly hash: bigint;
}

/** What a search needs of its program. */
export interface Kind {
  /** Of the visited set. */
  readonly partitions?: number;
  readonly store?: StoreKind;
  readonly seed?: bigint;
  /** Whether states are compressed in an exact set, if they have several words. Without it, wide ones are. */
  readonly compress?: boolean;
  /** The bound on context switches. */
  readonly maxSwitches?: number;
  readonly reduction?: readonly ReductionKind[];
}

/** A machine made ready for the engine: how states are packed, where they lie, and the code. */
export interface Program {
  readonly machine: Machine;
  readonly layout: Layout;
  readonly map: MemoryMap;
  readonly initial: Found;
  /** What makes bitstate hashing overlook other states. */
  readonly seed: bigint;
  /** The code, made when it is first needed; and the moves of a graph, by the numbers that it gives them. */
  module(): Compiled & Pick<Generated, 'moves'>;
}

const made = new WeakMap<Machine, Map<string, Program>>();

/**
 * The program for a machine, made once for each kind: whoever asks for cycles works with the code of the search. Throws
 * EngineRefusal for a machine that the engine cannot represent exactly.
 */
export function programFor(machine: Machine, kind: Kind = {}): Program {
  const known = made.get(machine) ?? new Map<string, Program>();
  made.set(machine, known);
  const { partitions = 1, store = 'exact', seed = 0n, compress, maxSwitches, reduction = [] } = kind;
  const key = [partitions, store, seed, compress, maxSwitches, ...reduction].join();
  const program = known.get(key) ?? makeProgram(machine, kind, key);
  known.set(key, program);
  return program;
}

function makeProgram(machine: Machine, kind: Kind, key: string): Program {
  const { partitions = 1, store = 'exact', seed = 0n, compress, maxSwitches, reduction: kinds = [] } = kind;
  checkMachine(machine);
  const relative = relativeOf(machine, kinds, key);
  const layout = relative?.layout ?? layoutOf(machine, maxSwitches);
  if (maxSwitches !== undefined && kinds.length > 0)
    throw new EngineRefusal('a bound on context switches does not go together with reductions');
  const reduction = reductionOf(machine, kinds);
  const initial = found(pack(layout, firstRepresentative(machine, layout, reduction)));
  if (relative !== undefined) return { ...relative, machine, initial };
  const map = memoryMap(machine, layout, partitions, store, compress, reduction);
  let code: ReturnType<Program['module']> | null = null;
  const program: Program = {
    machine,
    layout,
    map,
    seed,
    initial,
    module() {
      if (code !== null) return code;
      const { bytes, moves } = compile(machine, layout, map, reduction);
      code = { ...compileModule(bytes), moves };
      return code;
    },
  };
  const withCode = byCode.get(machine.code) ?? new Map<string, Program>();
  byCode.set(machine.code, withCode.set(key, program));
  return program;
}

/** The last program of each kind for this code. */
const byCode = new WeakMap<Machine['code'], Map<string, Program>>();

/** A program for a machine that is the same but for how it begins; what reductions leave out depends on that as well. */
function relativeOf(machine: Machine, kinds: readonly ReductionKind[], key: string): Program | undefined {
  const program = kinds.length === 0 ? byCode.get(machine.code)?.get(key) : undefined;
  const { initial: _, ...rest } = machine;
  const isSame = Object.entries(rest).every(
    ([part, value]) => program?.machine[part as keyof Machine] === value,
  );
  return isSame ? program : undefined;
}

export const found = (words: readonly bigint[]): Found => ({ words, hash: hashWords(words) });
