/** What GDAL wrote of one band, or of the whole file where `sample` was not given. */
export interface GdalItem {
  readonly name: string;
  readonly sample: number | undefined;
  readonly role: string;
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const decode = (s: string): string => s.replace(/&(lt|gt|quot|apos|amp);/g, (_, e: string) => ENTITIES[e] ?? '');

/** Items of the GDAL_METADATA tag; whatever is not an item is passed over. */
export function gdalItems(xml: string): readonly GdalItem[] {
  return [...xml.matchAll(/<Item\s([^>]{0,500})>([^<]{0,10000})<\/Item>/g)].map((m) => {
    const attribute = (name: string) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(m[1] as string)?.[1];
    const sample = attribute('sample');
    return {
      name: decode(attribute('name') ?? ''),
      sample: sample === undefined ? undefined : Number(sample),
      role: attribute('role') ?? '',
      text: decode(m[2] as string).trim(),
    };
  });
}
