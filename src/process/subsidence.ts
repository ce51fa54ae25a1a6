/** (rho_water - rho_ice) / rho_ice: what a volume of pore ice loses when it melts. */
const SHRINKAGE = (0.997 - 0.9168) / 0.9168;
const ORGANIC_MASS = 30; // kg m-2 in the root zone
const ROOT_DEPTH = 0.7; // m
const DECAY = 5.5; // m-1
const ORGANIC_LIMIT = 140; // kg m-3: nothing but organic matter

/** Porosity at a depth below the surface, m3 m-3: peat at the top, mineral soil below (Schaefer et al. 2015). */
export function porosity(depth: number): number {
  const organic = (DECAY * ORGANIC_MASS * Math.exp(-DECAY * depth)) / (1 - Math.exp(-DECAY * ROOT_DEPTH));
  const share = Math.min(1, Math.max(0, organic / ORGANIC_LIMIT));
  return (1 - share) * 0.44 + share * 0.9;
}

/**
 * Subsidence of the surface when pore ice melts to a depth, m, positive means the surface went down.
 * Displacement as the radar gives it is its negative.
 *
 * @param thaw        m, positive down
 * @param saturation  share of the pores filled with ice, 0-1
 * @see SOURCES.md 5.3; Liu et al. 2012, Schaefer et al. 2015
 */
export function subsidence(thaw: number, saturation = 1): number {
  const steps = Math.max(1, Math.ceil(thaw / 0.005));
  const dz = thaw / steps;
  let pores = 0;
  for (let i = 0; i < steps; i++) pores += porosity((i + 0.5) * dz) * dz;
  return SHRINKAGE * saturation * pores;
}

/**
 * Thaw depth that explains a subsidence, by bisection; a centimetre of radar error is about 20 cm of thaw.
 *
 * @returns m, positive down, at most 5
 */
export function thawFromSubsidence(sinking: number, saturation = 1): number {
  let low = 0;
  let high = 5;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (subsidence(middle, saturation) < sinking) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
