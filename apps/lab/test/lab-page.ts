import { findTool } from '@tracelab/testing';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

/** Nothing is to be looked up: the machine's network is closed, and Chromium would keep trying. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export type Bar = 'base' | 'a' | 'b' | 'direct' | 'kprobe';

/** The page as a person has it in front of them. */
export interface LabPage {
  readonly page: Page;
  /** Whole state as the address says it. */
  address(): string;
  /** Another address, as the browser's history has it: what was measured stays. */
  show(address: string): Promise<void>;
  /** Cycles of a bar, as soon as they are there. */
  cycles(bar: Bar): Promise<number>;
  /** Waits until nothing is left to measure. */
  settled(): Promise<void>;
  /** What is shown below the bars is complete. */
  drawn(): Promise<void>;
}

/** For a file of tests: a browser, and how to open the page in it; closed after a test, or after all. Errors of the page fail the test. */
export function labPages({ areKept = false } = {}): (address?: string, options?: BrowserContextOptions) => Promise<LabPage> {
  let browser: Browser;
  const opened: Page[] = [];
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findTool('chromium')!, args: FLAGS });
  });
  afterEach(async () => {
    if (!areKept) await Promise.all(opened.splice(0).map((page) => page.context().close()));
    expect(errors.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());
  return async (address = '', options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    opened.push(page);
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${inject('site').url}${address}`);
    return {
      page,
      address: () => new URL(page.url()).search,
      show: (other) => page.evaluate((text) => {
        history.pushState(null, '', text);
        dispatchEvent(new PopStateEvent('popstate'));
        scrollTo(0, 0);
      }, other),
      cycles: async (bar) => Number(await page.locator(`[data-bar=${bar}][data-cycles]`).getAttribute('data-cycles')),
      settled: () => page.locator('html[data-idle=true]').waitFor({ state: 'attached' }),
      drawn: async () => {
        await page.waitForFunction(() => document.querySelector('[data-bar]') && !document.querySelector('[data-bar]:not([data-cycles]), .waiting'));
      },
    };
  };
}
