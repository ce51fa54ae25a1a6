export interface Coordinate {
  /** Degrees; south and west negative. */
  readonly degrees: number;
  /** Half of the last digit given, degrees: what rounding leaves open. */
  readonly halfStep: number;
  /** What had to be assumed to read it, for the report. */
  readonly note?: string;
}

/**
 * A latitude or longitude as tables write it: `71 19' N`, `66° 27' N`, `69 10' N,`, `69.6969 N`, `148°40'12" W`, `-148.67`.
 * Minutes of 60 and more cannot be minutes: they are read as decimals of a degree and noted.
 * @returns undefined when the text is no coordinate
 */
export function parseCoordinate(written: string): Coordinate | undefined {
  const text = written
    .replace(/[\u00a0\s]+/g, ' ')
    .trim()
    .replace(/[,;]$/, '');
  const found =
    /^([+-])?(\d{1,3})(?:\.(\d+))?(?:[ °º]+|$)(?:(\d{1,2})(?:\.(\d+))?\s*['’′]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*["”″])?)?\s*([NSEWnsew])?$/.exec(
      text,
    );
  if (!found) return undefined;
  const [, minus, whole, decimals, minutes, minuteDecimals, seconds, letter] = found;
  const sign = minus === '-' || /[SWsw]/.test(letter ?? '') ? -1 : 1;
  if (minutes === undefined) {
    const digits = decimals?.length ?? 0;
    return { degrees: sign * Number(`${whole}.${decimals ?? 0}`), halfStep: 0.5 * 10 ** -digits };
  }
  if (decimals !== undefined) return undefined;
  if (Number(minutes) >= 60) {
    return {
      degrees: sign * Number(`${whole}.${minutes}`),
      halfStep: 0.5 * 10 ** -minutes.length,
      note: `${written.trim()}: ${minutes} cannot be minutes, read as decimals of a degree`,
    };
  }
  const minuteValue = Number(`${minutes}.${minuteDecimals ?? 0}`);
  const step = seconds === undefined ? 10 ** -(minuteDecimals?.length ?? 0) / 60 : 1 / 3600;
  return { degrees: sign * (Number(whole) + minuteValue / 60 + Number(seconds ?? 0) / 3600), halfStep: step / 2 };
}

/** Half of the last digit that a decimal number was written with. */
export function halfStepOf(written: string): number {
  const decimals = /\.(\d+)/.exec(written.trim())?.[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals;
}

const METRES_A_DEGREE = 111_195;
/** A hand-held receiver, m. */
const RECEIVER = 10;

/**
 * One sd of a position whose coordinates were rounded, m: uniform error of the rounding in both directions and the receiver's own.
 * @param halfLat half of the last step, degrees
 */
export function roundingSd(lat: number, halfLat: number, halfLon: number): number {
  const north = (halfLat * METRES_A_DEGREE) / Math.sqrt(3);
  const east = (halfLon * METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)) / Math.sqrt(3);
  return Math.hypot(north, east, RECEIVER);
}
