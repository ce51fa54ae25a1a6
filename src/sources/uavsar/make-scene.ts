import { memoryFile } from '../memory-file.ts';
import type { InputFile } from '../source.ts';

/** A scene for tests, made to the layout of SOURCES 4.10: annotation, unwrapped phase, correlation. */
export interface SceneOrder {
  readonly rows: number;
  readonly cols: number;
  /** Motion at a pixel, m up, and correlation; undefined where there is fill. */
  readonly at: (row: number, col: number) => { readonly uz: number; readonly cor: number } | undefined;
  readonly constant?: number;
  readonly replace?: readonly (readonly [pattern: RegExp, by: string])[];
}

export const WAVELENGTH = 0.238403545;
/** Centre of the north-western pixel, spacing, peg of a flight to the east with the radar looking left, to the north. */
export const PLACE = {
  lat: 68.66,
  lon: -149.66,
  step: 5.556e-5,
  pegLat: 68.52,
  pegLon: -149.62,
  altitude: 12_500,
  terrain: 700,
} as const;

export const annotationText = (rows: number, cols: number): string => `; UAVSAR RPI Metadata file
UAVSAR RPI Annotation File Version Number      (-)             = 2.3
Site Description                               (&)             = made to specification
URL                                            (&)             = http://example.org/product.pl?jobName=made=up
Ground Range Unwrapped Phase                   (&)             = made_L090HH_01.unw.grd     ; File Size   133771008 bytes
Ground Range Correlation                       (&)             = made_L090HH_01.cor.grd     ; File Size   133771008 bytes
Slant Range Data Azimuth Spacing               (m)             = 7.2
Slant Range Data Range Spacing                 (m)             = 4.99654098
Number of Looks in Range                       (-)             = 3
Number of Looks in Azimuth                     (-)             = 12
Ground Range Data Latitude Lines               (-)             = ${rows}
Ground Range Data Longitude Samples            (-)             = ${cols}
Ground Range Data Starting Latitude            (deg)           = ${PLACE.lat}            ; center of upper left ground range pixel
Ground Range Data Starting Longitude           (deg)           = ${PLACE.lon}
Ground Range Data Latitude Spacing             (deg)           = -0.0000555600000000
Ground Range Data Longitude Spacing            (deg)           = 0.0000555600000000
Radar Look Direction                           (&)             = Left
Average Look Angle in Near Range               (deg)           = 27.51
Average Look Angle in Far Range                (deg)           = 67.59
Center Wavelength                              (cm)            = 23.8403545
Global Average Altitude                        (m)             = ${PLACE.altitude}            ; GPS altitude
Global Average Terrain Height                  (m)             = ${PLACE.terrain}            ;
Barometric Pressure during Pass 1              (hPa)           = N/A
Start Time of Acquisition for Pass 1           (&)             =  1-Jun-2017 02:13:16 UTC
Start Time of Acquisition for Pass 2           (&)             = 12-Sep-2017 16:47:20 UTC
Polarization                                   (&)             = HH
Peg Latitude                                   (deg)           = ${PLACE.pegLat}
Peg Longitude                                  (deg)           = ${PLACE.pegLon}
Peg Heading                                    (deg)           = 90
grd.set_rows                                   (pixels)        = 4768                   ; ground range data lines
grd.set_cols                                   (pixels)        = 7014                   ; ground range data samples
grd.row_addr                                   (deg)           = 69
grd.col_addr                                   (deg)           = -150
grd.row_mult                                   (deg/pixel)     = -0.0000555600000000
grd.col_mult                                   (deg/pixel)     = 0.0000555600000000
val_endi                                       (&)             = LITTLE ENDIAN         ; byte order
`;

/** Incidence on flat ground under a level flight, the simplest geometry there is. Radians. */
export const flatIncidence = (lat: number): number =>
  Math.atan(((lat - PLACE.pegLat) * 111_195) / (PLACE.altitude - PLACE.terrain));

/** Phase of a processor in which motion away from the radar makes it grow. */
export function makeScene(order: SceneOrder): { annotation: InputFile; phase: InputFile; correlation: InputFile } {
  const { rows, cols, constant = 5 } = order;
  const [phase, correlation] = [new Float32Array(rows * cols), new Float32Array(rows * cols)];
  for (let r = 0; r < rows; r++) {
    const cos = Math.cos(flatIncidence(PLACE.lat - r * PLACE.step));
    for (let c = 0; c < cols; c++) {
      const here = order.at(r, c);
      if (!here) continue;
      phase[r * cols + c] = constant - (4 * Math.PI * cos * here.uz) / WAVELENGTH;
      correlation[r * cols + c] = here.cor;
    }
  }
  const text = (order.replace ?? []).reduce((t, [pattern, by]) => t.replace(pattern, by), annotationText(rows, cols));
  return {
    annotation: memoryFile('set/made_L090HH_01.ann', text),
    phase: memoryFile('set/made_L090HH_01.unw.grd', new Uint8Array(phase.buffer)),
    correlation: memoryFile('set/made_L090HH_01.cor.grd', new Uint8Array(correlation.buffer)),
  };
}
