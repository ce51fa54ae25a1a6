import type { Annotation } from './annotation.ts';

/** Equal-angle grid of a ground-range file; the origin is the *centre* of the north-western pixel (UAV-2). */
export interface GroundGrid {
  readonly rows: number;
  readonly cols: number;
  readonly lat: number;
  readonly lon: number;
  readonly latStep: number;
  readonly lonStep: number;
}

const LARGEST_SIDE = 200_000;

/** Every grid that the annotation describes: the ground-range block first, then the display blocks, which may disagree (UAV-1). */
export function groundGrids(a: Annotation): readonly GroundGrid[] {
  const ground = 'Ground Range Data';
  return [
    [
      `${ground} Latitude Lines`,
      `${ground} Longitude Samples`,
      `${ground} Starting Latitude`,
      `${ground} Starting Longitude`,
      `${ground} Latitude Spacing`,
      `${ground} Longitude Spacing`,
    ],
    ...['grd', 'grd_phs'].map((b) =>
      ['set_rows', 'set_cols', 'row_addr', 'col_addr', 'row_mult', 'col_mult'].map((k) => `${b}.${k}`),
    ),
  ].flatMap((keys): GroundGrid[] => {
    const [rows, cols, lat, lon, latStep, lonStep] = keys.map((k) => a.number(k) ?? Number.NaN) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const size = (n: number) => Number.isInteger(n) && n >= 1 && n <= LARGEST_SIDE;
    const good =
      size(rows) &&
      size(cols) &&
      Math.abs(lat) <= 90 &&
      Math.abs(lon) <= 360 &&
      latStep < 0 &&
      latStep > -0.1 &&
      lonStep > 0 &&
      lonStep < 0.1;
    return good ? [{ rows, cols, lat, lon, latStep, lonStep }] : [];
  });
}

/** The grid whose rows x columns x bytes are the file's length (UAV-1). */
export const fittingGrid = (a: Annotation, size: number, bytesAPixel: number): GroundGrid | undefined =>
  groundGrids(a).find((g) => g.rows * g.cols * bytesAPixel === size);
