import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 4399);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Two cores and a software GPU: one page at a time, so that no test waits for another's frame.
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://localhost:${port}/`,
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
      // Full Chromium, new headless: headless-shell has no WebGPU. SwiftShader stands in for a GPU.
      args: [
        '--headless=new',
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: `node scripts/start.mjs --no-open --port ${port}`,
    url: `http://localhost:${port}/`,
    timeout: 600_000,
    reuseExistingServer: Boolean(process.env.E2E_REUSE),
    stderr: 'pipe',
  },
});
