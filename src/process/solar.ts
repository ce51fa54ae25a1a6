/** W m-2 at the mean distance of the Earth (Kopp and Lean 2011). */
const SOLAR_CONSTANT = 1361;

/** Day of the year (1-365) in the middle of the months. */
export const MIDDLE_DAY: readonly number[] = [16, 45, 75, 105, 136, 166, 197, 228, 258, 289, 319, 350];

/** Declination of the sun, radians (Spencer 1971). */
export function declination(dayOfYear: number): number {
  const g = (2 * Math.PI * (dayOfYear - 1)) / 365;
  return (
    0.006918 -
    0.399912 * Math.cos(g) +
    0.070257 * Math.sin(g) -
    0.006758 * Math.cos(2 * g) +
    0.000907 * Math.sin(2 * g) -
    0.002697 * Math.cos(3 * g) +
    0.00148 * Math.sin(3 * g)
  );
}

/** Half of the daylight, radians of hour angle: 0 in the polar night, pi under the midnight sun. */
function halfDay(latitude: number, dayOfYear: number): number {
  const phi = (latitude * Math.PI) / 180;
  const c = -Math.tan(phi) * Math.tan(declination(dayOfYear));
  return Math.acos(Math.min(1, Math.max(-1, c)));
}

/** Hours between sunrise and sunset, 0-24. */
export const dayLength = (latitude: number, dayOfYear: number): number => (24 / Math.PI) * halfDay(latitude, dayOfYear);

/** Short wave on a horizontal plane above the atmosphere, mean over the day, W m-2 (Iqbal 1983). */
export function extraterrestrial(latitude: number, dayOfYear: number): number {
  const phi = (latitude * Math.PI) / 180;
  const d = declination(dayOfYear);
  const h = halfDay(latitude, dayOfYear);
  const distance = 1 + 0.033 * Math.cos((2 * Math.PI * dayOfYear) / 365);
  return (
    (SOLAR_CONSTANT / Math.PI) *
    distance *
    (h * Math.sin(phi) * Math.sin(d) + Math.cos(phi) * Math.cos(d) * Math.sin(h))
  );
}

/** The mean of a month, W m-2: five days spread over it, because the polar dawn is far from linear. */
export function monthlyExtraterrestrial(latitude: number, monthOfYear: number): number {
  const middle = MIDDLE_DAY[monthOfYear - 1] as number;
  let sum = 0;
  for (const shift of [-12, -6, 0, 6, 12])
    sum += Math.max(0, extraterrestrial(latitude, ((middle + shift + 364) % 365) + 1));
  return sum / 5;
}
