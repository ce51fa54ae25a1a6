import { expect, type Page } from '@playwright/test';

/** What must not happen on the page: faults in the console, requests that leave this machine. */
export interface Watch {
  readonly faults: string[];
  readonly outside: string[];
}

/** Watches a page from before its first request. */
export function watch(page: Page): Watch {
  const seen: Watch = { faults: [], outside: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') seen.faults.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => seen.faults.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.hostname !== 'localhost') seen.outside.push(request.url());
  });
  return seen;
}

/** Opens the studio and waits until it says that it is ready. */
export async function openStudio(page: Page, query = ''): Promise<void> {
  await page.goto(`./${query}`);
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Legend' })).toBeVisible();
}
