/**
 * True for the year's last visit when it falls in August to October. An earlier one is the thaw depth of its month even if
 * nobody came again that year.
 * @param visits UTC days of all visits to the place
 */
export function isSeasonEnd(visit: Date, visits: readonly Date[]): boolean {
  const month = visit.getUTCMonth() + 1;
  if (month < 8 || month > 10) return false;
  return visits.every((v) => v.getUTCFullYear() !== visit.getUTCFullYear() || v <= visit);
}
