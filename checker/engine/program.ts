import type { Machine } from '../../model/language/machine.js';
import { hashWords, type Layout, layoutOf, pack } from '../layout.js';
import { checkMachine, compile, type Purpose } from './compile.js';
import { type Compiled, compileModule } from './instance.js';
import { type MemoryMap, memoryMap } from './memory-map.js';

/** A packed state that matters, and its hash. */
export interface Found {
  readonly words: readonly bigint[];
  readonly hash: bigint;
}

/** A machine made ready for the engine: how states are packed, where they lie, and the code for each purpose. */
export interface Program {
  readonly machine: Machine;
  readonly layout: Layout;
  readonly map: MemoryMap;
  readonly initial: Found;
  /** The module for a purpose, compiled when it is first needed. */
  module(purpose: Purpose): Compiled;
}

/** Throws EngineRefusal for a machine that the engine cannot represent exactly. */
export function programFor(machine: Machine, partitions = 1): Program {
  checkMachine(machine);
  const layout = layoutOf(machine);
  const map = memoryMap(machine, layout, partitions);
  const modules = new Map<Purpose, Compiled>();
  return {
    machine,
    layout,
    map,
    initial: found(pack(layout, machine.initial)),
    module(purpose) {
      const made = modules.get(purpose) ?? compileModule(compile(machine, layout, map, purpose));
      modules.set(purpose, made);
      return made;
    },
  };
}

export const found = (words: readonly bigint[]): Found => ({ words, hash: hashWords(words) });
