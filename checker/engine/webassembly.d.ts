/**
 * The few parts of WebAssembly's JavaScript interface that are used here. TypeScript declares them only in the
 * browser's library, which this project does not include.
 */
declare namespace WebAssembly {
  interface MemoryDescriptor {
    readonly initial: number;
    readonly maximum?: number;
  }

  /** A linear memory. Growing it detaches every view of the old `buffer`. */
  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  class Global<V = number | bigint> {
    private constructor();
    value: V;
  }

  class Module {
    constructor(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer);
  }

  type Exported = ((...args: (number | bigint)[]) => number | bigint | undefined) | Global;

  class Instance {
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, Exported>>;
  }
}
