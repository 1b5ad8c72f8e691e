/** The part of WebAssembly that the engine uses: Node's types leave it to the DOM's, which pq does not want. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    readonly exports: Exports;
    constructor(module: Module, imports: object);
  }
}
