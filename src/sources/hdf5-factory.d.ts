/** The WebAssembly library under h5wasm, which its package does not describe. */
declare module '*/h5wasm/dist/esm/hdf5_util.js' {
  const makeLibrary: (options: { readonly noInitialRun: boolean }) => Promise<object>;
  export default makeLibrary;
}
