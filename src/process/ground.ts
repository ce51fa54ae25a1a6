import { thawingFactor } from './soil-temperature.ts';
import { layeredStefanDepth, type ThawingLayer } from './stefan.ts';

/**
 * Share of Stefan's depth that is reached when part of the heat warms thawed soil and the cold ground below (Berggren's
 * correction, 0.7-0.95 for cold ground; Aldrich and Paynter 1953).
 */
const BERGGREN = 0.82;

/** Ice-rich silt. */
const MINERAL: ThawingLayer = { conductivity: 0.9, ice: 0.5 };

/** What a cell's ground makes of degree-days. */
export interface Ground {
  readonly organicDepth: number;
  readonly organic: ThawingLayer;
  readonly surfaceFactor: number;
}

/**
 * @param wetness  share of saturated ground, 0-1: wet peat conducts better and holds more ice
 * @param tree     tree cover, 0-1
 * @param organic  organic layer, m
 */
export const groundOf = (wetness: number, tree: number, organic: number): Ground => ({
  organicDepth: organic,
  organic: { conductivity: 0.25 + 0.3 * wetness, ice: 0.35 + 0.4 * wetness },
  surfaceFactor: thawingFactor(tree),
});

/** Thaw depth, m, positive down, after so many thawing degree-days of the air since the snow left. */
export const thawDepth = (ground: Ground, degreeDays: number): number =>
  BERGGREN * layeredStefanDepth(degreeDays * ground.surfaceFactor, ground.organicDepth, ground.organic, MINERAL);
