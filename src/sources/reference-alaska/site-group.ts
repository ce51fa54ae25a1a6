import { distance } from '../../grid/distance.ts';

/**
 * Groups of places that are linked by steps of at most `reach` metres; each gets the name of its first member.
 */
export function groupsOf(
  places: readonly { readonly code: string; readonly lon: number; readonly lat: number }[],
  reach = 25_000,
): string[] {
  const parent = places.map((_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r] as number;
    return r;
  };
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = places[i] as (typeof places)[number];
      const b = places[j] as (typeof places)[number];
      if (distance(a.lon, a.lat, b.lon, b.lat) > reach) continue;
      const [ra, rb] = [root(i), root(j)];
      parent[Math.max(ra, rb)] = Math.min(ra, rb);
    }
  }
  return places.map((_, i) => (places[root(i)] as (typeof places)[number]).code);
}
