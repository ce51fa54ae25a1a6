import type { Page } from '@playwright/test';

export type Rgb = readonly [number, number, number];

/** Mean colour of a square of the page around a point, as a person sees it. `half` is half its side in CSS pixels. */
export async function pixelAt(page: Page, x: number, y: number, half = 1): Promise<Rgb> {
  const side = 2 * half;
  const png = await page.screenshot({ clip: { x: x - half, y: y - half, width: side, height: side } });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (!context) throw new Error('no 2d context');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const sum = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) for (let k = 0; k < 3; k++) sum[k] = (sum[k] ?? 0) + (data[i + k] ?? 0);
    const n = data.length / 4;
    return [(sum[0] ?? 0) / n, (sum[1] ?? 0) / n, (sum[2] ?? 0) / n] as const;
  }, png.toString('base64'));
}

/** Centre of the map region on the page, CSS pixels. */
export async function mapCentre(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('region', { name: 'Map of Alaska' }).boundingBox();
  if (!box) throw new Error('no map on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
