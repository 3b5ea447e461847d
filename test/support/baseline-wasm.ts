/** Options of Node: without WebAssembly's optimizing compiler, an embedded database opens in half the time. */
export const baselineWasm = ['--liftoff-only', '--wasm-lazy-compilation'];
