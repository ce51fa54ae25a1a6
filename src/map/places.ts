/** A label on the map. Coordinates from the USGS Geographic Names Information System and the Canadian Geographical Names Database. */
export interface NamedPlace {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  /** 1 is shown first, 3 only when near. */
  readonly rank: 1 | 2 | 3;
}

const at = (rank: 1 | 2 | 3, name: string, lat: number, lon: number): NamedPlace => ({ name, lon, lat, rank });

export const COMMUNITIES: readonly NamedPlace[] = [
  at(1, 'Utqiaġvik', 71.291, -156.789),
  at(1, 'Fairbanks', 64.838, -147.716),
  at(1, 'Anchorage', 61.218, -149.9),
  at(1, 'Bethel', 60.792, -161.756),
  at(1, 'Nome', 64.501, -165.406),
  at(1, 'Juneau', 58.302, -134.42),
  at(2, 'Toolik', 68.628, -149.597),
  at(2, 'Kotzebue', 66.898, -162.597),
  at(2, 'Deadhorse', 70.2, -148.46),
  at(2, 'Council', 64.895, -163.677),
  at(2, 'Bettles', 66.919, -151.516),
  at(2, 'Fort Yukon', 66.565, -145.274),
  at(2, 'McGrath', 62.956, -155.596),
  at(2, 'Dillingham', 59.04, -158.458),
  at(2, 'Kodiak', 57.79, -152.407),
  at(2, 'Tok', 63.337, -142.986),
  at(2, 'Whitehorse', 60.721, -135.057),
  at(2, 'Cold Bay', 55.205, -162.718),
  at(3, 'Galena', 64.733, -156.928),
  at(3, 'Healy', 63.857, -148.966),
  at(3, 'Unalakleet', 63.873, -160.788),
  at(3, 'Point Hope', 68.348, -166.808),
  at(3, 'Kaktovik', 70.132, -143.624),
  at(3, 'Anaktuvuk Pass', 68.143, -151.736),
  at(3, 'Wainwright', 70.637, -160.038),
  at(3, 'Atqasuk', 70.469, -157.396),
  at(3, 'Nuiqsut', 70.218, -150.976),
  at(3, 'Hooper Bay', 61.531, -166.097),
  at(3, 'King Salmon', 58.688, -156.661),
  at(3, 'Seward', 60.104, -149.442),
  at(3, 'Valdez', 61.131, -146.348),
  at(3, 'Delta Junction', 64.038, -145.732),
  at(3, 'Arctic Village', 68.127, -145.538),
  at(3, 'St. Mary’s', 62.053, -163.166),
  at(3, 'Aniak', 61.578, -159.522),
  at(3, 'Yakutat', 59.547, -139.728),
  at(3, 'Dawson', 64.06, -139.433),
  at(3, 'Old Crow', 67.571, -139.829),
  at(3, 'Gambell', 63.78, -171.741),
];

export const REGIONS: readonly NamedPlace[] = [
  at(1, 'Brooks Range', 68.05, -154),
  at(1, 'Alaska Range', 62.75, -151.6),
  at(2, 'North Slope', 69.6, -153.6),
  at(2, 'Seward Peninsula', 65.45, -164.3),
  at(2, 'Yukon–Kuskokwim Delta', 61.45, -163.2),
  at(2, 'Yukon Flats', 66.3, -146.6),
];

export const WATERS: readonly NamedPlace[] = [
  at(1, 'Bering Sea', 59.2, -172),
  at(1, 'Gulf of Alaska', 57.4, -145.5),
  at(1, 'Beaufort Sea', 71.8, -145),
  at(1, 'Chukchi Sea', 70.3, -168.5),
  at(2, 'Bristol Bay', 57.6, -160.4),
  at(2, 'Norton Sound', 63.85, -163.2),
];
