// biome-ignore-all lint/correctness/noComponentHookFactories: columns of towers have names in capitals, and are no components
import { bifCsv, type Half, halfHourlyCsv, towerCsv } from '../../src/sources/tower/made-tower.node.ts';
import { made, part, placedBeside, type Specimen } from '../specimen.ts';

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const lines = (...of: readonly (string | readonly string[])[]): string => `${of.flat().join('\n')}\n`;
const day = (from: string, plus: number): string =>
  new Date(Date.parse(`${from}T00:00Z`) + plus * 86_400_000).toISOString().slice(0, 10);

const CALM = lines(
  'code,name,lat,lon,method,year,alt_cm,flag',
  count(24).map(
    (i) =>
      `U${1 + (i % 4)},Site ${i % 4},${70 + (i % 4) / 10},-15${i % 4}.6,1000,${1995 + i},${30 + i},${i === 5 ? '*' : ''}`,
  ),
);
const TIDY = lines(
  'site_reference,latitude,longitude,year,month,data_usage,nee_gC_m2_month,ch4_gC_m2_month,gap_fill_perc_nee,tair',
  count(24).map(
    (i) =>
      `US-A10,71.32,-156.6,${2010 + Math.floor(i / 12)},${1 + (i % 12)},Tier 1,${-3 - i},0.${1 + (i % 8)},${i}%,${i - 12}`,
  ),
);
const PUBLISHED = lines(
  'site_reference,latitude,longitude,year,month,data_usage,flux_method,partition_method,nee,gpp,reco,ch4_flux_total,tair',
  count(20).map(
    (i) =>
      `US-Ivo,68.49,-155.75,${2010 + Math.floor(i / 12)},${1 + (i % 12)},Tier1,${i % 9 === 8 ? 'Chamber' : 'EC'},Reichstein,${-i},${-20 - i},${18 + i},0.${1 + (i % 7)},${i - 9}`,
  ),
);
const STATIONS = lines(
  'station,year,month,precip_mm,tair_c,lat,lon',
  count(26).map((i) => `Bettles,${2000 + Math.floor(i / 12)},${1 + (i % 12)},${10 + i},${-20 + i},66.92,-151.52`),
);
const PANGAEA = lines(
  '/* DATA DESCRIPTION:',
  'Citation:\tsomebody (2024): a, b',
  '*/',
  'Event\tName\tLatitude\tLongitude\tDate/Time\tFrequency\tDepth [m]\tTemp [°C]\tProvenance\tAuthor(s)\tGTN-P ID\tReference\tReference DOI',
  count(12).map(
    (i) =>
      `AK_${i % 3}\tPlace ${i % 3}\t70.1${i % 3}\t-148.47\t${2005 + i}-08-15\tonce\t${5 + i}\t-4.${10 + i}\tGTN-P\tA B\t117\tDoe 2016\tx`,
  ),
);
const GTNP = lines(
  `offset_x,offset_y,${count(8)
    .map((i) => `${1999 + (i >> 1)}-0${7 + (i % 2)}-1${i} 00:00:00`)
    .join(',')}`,
  count(16).map(
    (i) =>
      `${10 * (i % 4)},${10 * (i >> 2)},${count(8)
        .map((d) => (i + d === 9 ? -999 : 25 + 3 * d + (i % 5)))
        .join(',')}`,
  ),
);
const GTNP_TEXT = lines(
  'Name: Place',
  'Permafrost_Zone: Continuous',
  'Latitude: 70.5',
  'Longitude: -150.25',
  'Ancillary Code : U99',
);
const BOREHOLE = lines(
  'Date,0.1,0.3,0.5,1,2',
  count(420).map((d) =>
    [
      day('2010-01-01', d),
      ...[0.1, 0.3, 0.5, 1, 2].map((z) =>
        (-6 + 14 * Math.exp(-z / 1.5) * Math.cos((2 * Math.PI * (d - 212)) / 365.25 - z / 1.5)).toFixed(2),
      ),
    ].join(','),
  ),
);
const SMALT = lines(
  'Latitude,Longitude,Date,Site,Method,active_layer_thickness,volumetric_water_content,depth_top,depth_bottom',
  count(30).map((i) =>
    i % 2
      ? `68.6${i},-149.6,2013-08-2${i % 9},A,TDR,-999,${30 + i},0,6`
      : `68.6${i},-149.6,2013-08-2${i % 9},A,probe,${40 + i},-999,-999,-999`,
  ),
);
const MAPPED = lines(
  'site,latitude,longitude,date,thaw_depth_cm,method',
  count(24).map((i) => `S${i % 5},68.${60 + (i % 5)},-149.6,${day('2012-06-20', 3 * i)},${20 + i},probe`),
);
const ITEX = lines(
  'Site,Subsite,Treatment,Year,DOY,Thaw depth (cm)',
  count(24).map((i) => `TOOLIK,MOIST ${i % 3},${i % 2 ? 'OTC' : 'CTL'},2012,${180 + 2 * i},${22 + i}`),
);
const ITEX_MAPPING = JSON.stringify({
  kind: 'thawcast column mapping',
  version: 1,
  file: 'itex.csv',
  heading: 1,
  site: { column: 'Site' },
  position: { sites: { TOOLIK: [68.62, -149.6] } },
  time: { year: { column: 'Year' }, dayOfYear: 'DOY' },
  treatment: { column: 'Treatment', keep: ['CTL'] },
  parts: ['Subsite'],
  values: [
    {
      column: 'Thaw depth (cm)',
      variable: 'thaw_depth',
      unit: 'cm',
      sign: 1,
      per: 'visit',
      seasonEnd: true,
      method: { value: 'probe' },
    },
  ],
  missing: [-9999],
  citation: 'made to specification',
});
const NEON = lines(
  'uid,siteID,plotID,decimalLatitude,decimalLongitude,collectDate,measuredBy,groundSurfToWaterDist,groundSurfToThawDist,thawProbeDepth1,thawProbeDepth2,thawProbeDepth3,thawProbeDepthAverage,thawProbeDepthStdDev,dataQF',
  count(14).map(
    (i) =>
      `a,BARR,BARR_00${i % 4},71.28,-156.62,${day('2019-06-20', 5 * i)},x,,,${20 + i},${21 + i},${22 + i},${21 + i},1,`,
  ),
);
const NEON_VARIABLES = lines(
  'table,fieldName,description,dataType,units',
  'sdt,thawProbeDepthAverage,"Mean, all",real,centimeter',
);
const cosine = ({ hour }: Half): number => Number(Math.cos((2 * Math.PI * hour) / 24).toFixed(3));
const TOWER = towerCsv('2015-06', 1, {
  FC: (h) => -1 + cosine(h),
  FCH4: (h) => 20 + cosine(h),
  TA: (h) => 8 + 4 * cosine(h),
  TS_1_1_1: (h) => 3 + cosine(h),
});
const BIF = bifCsv(
  'US-Xyz',
  { lat: '64.8', lon: '-147.8', offset: '-9' },
  { TS_1_1_1: { height: '-0.1', unit: 'deg C' } },
);
const ONEFLUX = halfHourlyCsv('2015-06', 1, {
  NEE_VUT_REF: (h) => -2 + cosine(h),
  NEE_VUT_REF_QC: (h) => h.index % 2,
  TA_F: (h) => 10 + 3 * cosine(h),
  TA_F_QC: () => 0,
});
const MONTHS = lines(
  'TIMESTAMP,NEE_VUT_REF,NEE_VUT_REF_QC,TA_F,TA_F_QC,P_F,P_F_QC',
  count(24).map(
    (i) =>
      `${2015 + Math.floor(i / 12)}${String(1 + (i % 12)).padStart(2, '0')},${(-1 + i / 20).toFixed(3)},0.${4 + (i % 6)},${i - 10},1,1.${i % 10},1`,
  ),
);
const METHANE = halfHourlyCsv('2015-06', 1, { FCH4: (h) => 20 + cosine(h), FCH4_F_ANNOPTLM: (h) => 20 + cosine(h) });
const META = lines('SITE_ID,SITE_NAME,LAT,LON,UTC_OFFSET', 'US-Abc,x,60,-150,-9', 'US-Xyz,"Bog, wet",64.8,-147.8,-9');
const BURN_SITES = lines(
  '\ufefflat,lon,site',
  '68.93,-150.27,Unburned',
  '68.95,-150.21,Moderate',
  '68.99,-150.28,Severe',
);
const BURN_DAYS = lines(
  '"Date","fire","P.kPa","Tair.C.mean","Tsoil.C","SWin.W.m2","frictionVeloc.m.s","G.W.m2","NEE.mm.m2.s"',
  count(70).map(
    (d) => `${day('2008-06-01', d)},"Moderate",95,${5 + (d % 7)},3.${d % 10},${180 + d},0.2,4,${-0.5 - (d % 5) / 10}`,
  ),
);
const BURN_THAW = lines(
  'Date,Thaw depth Unburned,Thaw depth Moderate,Thaw depth Severe',
  count(30).map((i) => `${10 + Math.floor(i / 3)}-Aug-2008,${20 + i},${25 + i},${i === 7 ? '#N/A' : 30 + i}`),
);
const SOIL_DAYS = lines(
  'ID,YEAR,DAY,N,AIR,SOIL T,SOIL T,WATER',
  '[9-5-06],,OF,,TEMP,12 cm,28 cm,12 cm',
  'Toolik,,YEAR,,deg C,deg C,deg C,wfv',
  'site.ID,year,DOY,n.avg,temp.air.C,temp.soil.80mm.C,temp.soil.280mm.C,VWC.120mm',
  count(60).map((d) => `301,1999,${150 + d},14,${8 + (d % 5)}.25,2.${10 + (d % 80)},1.${10 + (d % 80)},0.3${d % 10}`),
);
const ASC = lines(
  'ncols 6',
  'nrows 5',
  'xllcorner -150',
  'yllcorner 68',
  'cellsize 0.5',
  'NODATA_value -9999',
  count(5).map((r) =>
    count(6)
      .map((c) => (r + c === 4 ? -9999 : 20 + 6 * r + c))
      .join(' '),
  ),
);
const ASC_MEANING =
  '{"crs": "EPSG:4326", "bands": [{"band": 1, "variable": "thaw_depth", "unit": "cm", "positive": "down", "when": "2015-08"}]}';
const MATRIX = lines(
  'datetime,lat,lon,ALT',
  count(120).map(
    (i) =>
      `20${15 + (i % 8)}-0${7 + (i % 3)}-01,${(68.62 + (i % 10) * 9e-5).toFixed(6)},${(-149.6 + (i >> 4) * 2.5e-4).toFixed(6)},-0.${30 + (i % 40)}`,
  ),
);
const HARMONISED = lines(
  'datetime,lat,lon,fch4',
  count(60).map((i) => `${day('2018-07-01', i % 31)},68.62,-149.6,${10 + (i % 9)}`),
);

/** Tables that say nothing of their place. */
const BESIDE = new Set([
  'gtnp',
  'borehole',
  'itex',
  'ameriflux',
  'fluxnet-half-hours',
  'fluxnet-months',
  'fluxnet-ch4',
  'anaktuvuk-days',
  'anaktuvuk-thaw',
]);

/** Texts of every source, small enough to be damaged a thousand times over. */
export const tables = (): Specimen[] =>
  [
    made('calm-long', 'calm-long', 'row', [part('calm.csv', CALM)]),
    made('abcflux-tidy', 'abcflux', 'row', [part('tidy.csv', TIDY)]),
    made('abcflux-published', 'abcflux', 'row', [part('published.csv', PUBLISHED)]),
    made('station-monthly', 'station-monthly', 'mean', [part('weather.csv', STATIONS)]),
    made('pangaea', 'gtnp-pangaea', 'row', [part('gtnp.tab', PANGAEA)], 4),
    made('gtnp', 'gtnp', 'mean', [part('grid.csv', GTNP), part('grid.metadata.txt', GTNP_TEXT)]),
    made('borehole', 'gtnp-borehole', 'mean', [
      part('Borehole_7.csv', BOREHOLE),
      part('Borehole_7.metadata.txt', GTNP_TEXT),
    ]),
    made('smalt', 'smalt', 'mean', [part('smalt.csv', SMALT)]),
    made('any-table', 'mapped-csv', 'mean', [part('thaw.csv', MAPPED)]),
    made('itex', 'mapped-csv', 'mean', [part('itex.csv', ITEX), part('itex.json', ITEX_MAPPING)]),
    made('neon', 'neon-thaw-probe', 'mean', [
      part('NEON.BARR.DP1.20099.001.csv', NEON),
      part('NEON.BARR.DP1.20099.001.variables.csv', NEON_VARIABLES),
    ]),
    made(
      'ameriflux',
      'ameriflux',
      'mean',
      [part('AMF_US-Xyz_BASE_HH_1-5.csv', TOWER), part('AMF_US-Xyz_BIF.csv', BIF)],
      3,
    ),
    made('fluxnet-half-hours', 'fluxnet', 'mean', [
      part('AMF_US-Xyz_FLUXNET_FULLSET_HH_2015-2015_3-5.csv', ONEFLUX),
      part('AMF_US-Xyz_FLUXNET_BIF_3-5.csv', BIF),
    ]),
    made('fluxnet-months', 'fluxnet', 'mean', [
      part('AMF_US-Xyz_FLUXNET_FULLSET_MM_2015-2016_3-5.csv', MONTHS),
      part('AMF_US-Xyz_FLUXNET_BIF_3-5.csv', BIF),
    ]),
    made('fluxnet-ch4', 'fluxnet-ch4', 'mean', [
      part('FLX_US-Xyz_FLUXNET-CH4_HH_2015-2015_1-1.csv', METHANE),
      part('META.csv', META),
    ]),
    made('anaktuvuk-days', 'anaktuvuk', 'mean', [
      part('ARFlux_Daily.csv', BURN_DAYS),
      part('ARFlux_Coordinates.csv', BURN_SITES),
    ]),
    made('anaktuvuk-thaw', 'anaktuvuk', 'mean', [
      part('ARFlux_ThawDepths.csv', BURN_THAW),
      part('ARFlux_Coordinates.csv', BURN_SITES),
    ]),
    made('soil-climate', 'soil-climate-daily', 'mean', [part('Toolik.csv', SOIL_DAYS)], 4),
    made('ascii-grid', 'ascii-grid', 'mean', [part('t.asc', ASC), part('t.asc.meaning.json', ASC_MEANING)], 6),
    made('sibbork-csv', 'sibbork-tte', 'mean', [part('site.csv', MATRIX)]),
    made('geocryoai-csv', 'geocryoai-table', 'mean', [part('fch4.csv', HARMONISED)]),
  ].map((s) => (BESIDE.has(s.id) ? placedBeside(s) : s));
