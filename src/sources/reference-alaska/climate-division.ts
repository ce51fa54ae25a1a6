type Line = readonly (readonly [lon: number, lat: number])[];

/** Crest of the Brooks Range. */
const BROOKS: Line = [
  [-166, 68.3],
  [-160, 68.3],
  [-156, 68.0],
  [-153.5, 67.8],
  [-150, 68.1],
  [-146, 68.8],
  [-143, 69.1],
  [-140, 69.0],
  [-136, 68.6],
  [-134, 68.3],
];

/** Mountains that keep the Gulf of Alaska's air out: Aleutian, Alaska, Chugach and Saint Elias ranges. */
const GULF: Line = [
  [-171, 54.0],
  [-163.5, 55.0],
  [-158.5, 56.4],
  [-155.5, 58.2],
  [-154.0, 60.0],
  [-152.8, 61.7],
  [-151.0, 62.9],
  [-149.0, 63.2],
  [-147.8, 62.2],
  [-146.0, 61.35],
  [-143.0, 61.0],
  [-140.5, 60.5],
  [-137.5, 59.9],
  [-134.0, 58.9],
];

function latitudeOn(line: Line, lon: number): number {
  const first = line[0] as readonly [number, number];
  if (lon <= first[0]) return first[1];
  for (let i = 1; i < line.length; i++) {
    const [x, y] = line[i] as readonly [number, number];
    if (lon > x) continue;
    const [px, py] = line[i - 1] as readonly [number, number];
    return py + ((lon - px) / (x - px)) * (y - py);
  }
  return (line[line.length - 1] as readonly [number, number])[1];
}

/** On which side of the two great divides a place lies: -1 south, 1 north, smooth over some 40 km of crest. */
export interface Division {
  /** North of the Brooks Range: the Arctic Slope. */
  readonly arctic: number;
  /** North of the coastal mountains: everything but the Gulf of Alaska's side. */
  readonly inland: number;
}

export const divisionOf = (lon: number, lat: number): Division => ({
  arctic: Math.tanh((lat - latitudeOn(BROOKS, lon)) / 0.35),
  inland: Math.tanh((lat - latitudeOn(GULF, lon)) / 0.4),
});
