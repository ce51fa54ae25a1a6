import type { Texture } from '@luma.gl/core';

/** Stands for 'no data' in the texture; no quantity of the program comes near it. */
export const MISSING = -3e38;

const block = `\
layout(std140) uniform frameUniforms {
  float low;
  float high;
  float month;
  float fade;
  float strength;
} frame;
`;

export interface FrameUniforms {
  low: number;
  high: number;
  month: number;
  fade: number;
  strength: number;
  frameValues: Texture;
  frameColours: Texture;
}

export const frameUniforms = {
  name: 'frame',
  vs: block,
  fs: block,
  uniformTypes: { low: 'f32', high: 'f32', month: 'f32', fade: 'f32', strength: 'f32' },
} as const;

export const vertexShader = `\
#version 300 es
#define SHADER_NAME frame-layer-vertex
in vec3 positions;
in vec3 positions64Low;
in vec2 cells;
out vec2 cell;

void main(void) {
  geometry.worldPosition = positions;
  gl_Position = project_position_to_clipspace(positions, positions64Low, vec3(0.0), geometry.position);
  cell = cells;
}
`;

/** Nearest cell by whole-number fetch: neighbours never bleed into each other, and a hole keeps its size. */
export const fragmentShader = `\
#version 300 es
#define SHADER_NAME frame-layer-fragment
precision highp float;
precision highp sampler2DArray;
uniform sampler2DArray frameValues;
uniform sampler2D frameColours;
in vec2 cell;
out vec4 fragColor;

void main(void) {
  ivec2 last = textureSize(frameValues, 0).xy - 1;
  float value = texelFetch(frameValues, ivec3(clamp(ivec2(floor(cell)), ivec2(0), last), int(frame.month)), 0).r;
  if (value < -1e37) discard;
  float t = clamp((value - frame.low) / (frame.high - frame.low), 0.0, 1.0);
  vec3 colour = texture(frameColours, vec2((t * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
  fragColor = vec4(mix(colour, vec3(grey), frame.fade), frame.strength * (1.0 - 0.4 * frame.fade));
}
`;
