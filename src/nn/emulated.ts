/** True when an adapter or renderer name is that of a GPU emulated on the processor. */
export const isEmulated = (name: string): boolean =>
  /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i.test(name);
