import url from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

/** Address of the SIMD binary as the bundler serves it; absolute, because a worker may be a blob or in another folder. */
export const simdBinary: string = new URL(url, import.meta.url).href;
