/** A buffer of a program, in the order of its bindings. */
export interface Storage {
  readonly name: string;
  /** What one element of the array is; `vec4<f32>` only where every offset that is used divides by four. */
  readonly of: 'f32' | 'vec4<f32>';
  readonly writes?: boolean;
}

/**
 * A compute shader of ours. Sizes that make its loops are written into the text, because the compiler then unrolls them
 * and a network has few shapes; what changes from one launch to the next is a parameter.
 */
export interface Program {
  /** Names every size and flag that changes the text. */
  readonly key: string;
  readonly storage: readonly Storage[];
  /** Parameters by name, read as `at.<name>`; 32 bits each. */
  readonly parameters: Readonly<Record<string, 'i32' | 'f32'>>;
  /** Declarations, and `fn run(id : i32)` for one thread; written only when it is compiled. */
  readonly code: () => string;
}

export const WORKGROUP = 64;

/** The whole text: parameters at binding 0, buffers after them, threads numbered in one row. */
export function shaderText({ storage, parameters, code }: Program): string {
  const fields = Object.entries(parameters).map(([name, type]) => `${name} : ${type},`);
  const buffers = storage.map(
    ({ name, of, writes }, i) =>
      `@group(0) @binding(${i + 1}) var<storage, ${writes ? 'read_write' : 'read'}> ${name} : array<${of}>;`,
  );
  return `
struct Parameters { ${fields.join(' ')} }
@group(0) @binding(0) var<uniform> at : Parameters;
${buffers.join('\n')}
var<private> local : i32;
var<private> group : i32;
${code()}
@compute @workgroup_size(${WORKGROUP})
fn start(@builtin(local_invocation_index) index : u32, @builtin(workgroup_id) place : vec3<u32>,
         @builtin(num_workgroups) groups : vec3<u32>) {
  local = i32(index);
  group = i32(place.y * groups.x + place.x);
  run(group * ${WORKGROUP} + local);
}`;
}
