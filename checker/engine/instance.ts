import { MOST_PAGES } from './compile.js';
import { EngineRefusal } from './errors.js';

/** The one place where bytes become a program. Everything around it sees only these interfaces. */

const PAGE = 65536;

/** A module that is ready to be loaded, any number of times. */
export interface Compiled {
  readonly module: WebAssembly.Module;
}

export function compileModule(bytes: Uint8Array<ArrayBuffer>): Compiled {
  try {
    return { module: new WebAssembly.Module(bytes) };
  } catch (error) {
    // The code of one function, or of all, can be larger than what a WebAssembly engine takes.
    throw new EngineRefusal(error instanceof Error ? error.message : String(error));
  }
}

/** A linear memory that grows in place. */
export class LinearMemory {
  private readonly memory: WebAssembly.Memory;

  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({
      initial: Math.max(1, Math.ceil(bytes / PAGE)),
      maximum: MOST_PAGES,
    });
  }

  /** Views of it are good until the memory grows. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** Makes it at least this large; false if the system has no more memory. */
  reach(bytes: number): boolean {
    const missing = Math.ceil(bytes / PAGE) - this.memory.buffer.byteLength / PAGE;
    try {
      if (missing > 0) this.memory.grow(missing);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** Loads a module that works on this memory. */
  load<E>({ module }: Compiled): E {
    return new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as E;
  }
}
