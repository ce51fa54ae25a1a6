import { describe, expect, it } from 'vitest';
import { findPlace } from './find-place.ts';

const sites = [{ name: 'calm/U12/Imnavait Creek', lon: -149.3, lat: 68.5 }];

describe('finding a place', () => {
  it.each(['Utqiaġvik', 'utqiagvik', 'Barrow', ' UTQ '])('knows %s', (text) => {
    expect(findPlace(text, sites)?.lat).toBe(71.291);
  });

  it('finds a site of the loaded data by a part of its name', () => {
    expect(findPlace('imnavait', sites)).toEqual(sites[0]);
  });

  it.each(['68.63, -149.6', '68.63 N 149.6 W', '68.63° N, 149.6° W', '68.63;−149.6'])('reads %s', (text) => {
    expect(findPlace(text, sites)).toMatchObject({ lat: 68.63, lon: -149.6 });
  });

  it.each(['', 'Atlantis', '95, 10', '60'])('finds nothing for "%s"', (text) => {
    expect(findPlace(text, sites)).toBeUndefined();
  });
});
