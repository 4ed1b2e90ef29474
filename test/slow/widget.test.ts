import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorHtml, widgetHtml } from '../../lambda/runbook/render/widget.ts';
import { ELASTICSEARCH, FLEET, rendered } from '../lambda/render/_rendered.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const installed = existsSync(CHROMIUM);

/** Without these a browser asks the network for updates and lists at its start. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser | undefined;
beforeAll(async () => {
  if (installed) browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...QUIET] });
});
afterAll(() => browser?.close());

/** Sizes of widgets on a dashboard's grid, in pixels. */
const SIZES = [
  { width: 360, height: 300 },
  { width: 1440, height: 540 },
];

async function show(html: string, size: { width: number; height: number }): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const page = await browser.newPage({ viewport: size });
  await page.setContent(`<!doctype html><body style="margin:0">${html}</body>`);
  return page;
}

/** Contrast of a text with what it stands on (WCAG 2.2), for the elements of a selector: the worst of them. */
function worstContrast(page: Page, selector: string): Promise<number> {
  return page.$$eval(selector, (elements) => {
    const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = parse(colour).map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string => {
      for (let at = element; at; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if (parse(backgroundColor)[3] !== 0) return backgroundColor;
      }
      return 'rgb(255, 255, 255)';
    };
    const ratios = elements.map((element) => {
      const style = getComputedStyle(element);
      const [one, other] = [
        luminance(element instanceof SVGElement ? style.fill : style.color),
        luminance(behind(element)),
      ];
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
    return Math.min(...ratios);
  });
}

describe('the widget in a browser', () => {
  if (!installed) {
    it('is not looked at', () => console.log('skipped: chromium is not installed'));
    return;
  }

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it.each(SIZES)('fits $width pixels without scrolling sideways', async (size) => {
      const page = await show(widgetHtml(rendered([ELASTICSEARCH, FLEET]), { ...size, theme }), size);

      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      const cut = await page.$$eval(
        'svg text',
        (texts) =>
          texts.filter((text) => {
            const { left, right } = text.getBoundingClientRect();
            return left < -1 || right > innerWidth + 1;
          }).length,
      );
      await page.close();

      expect(widest).toBeLessThanOrEqual(size.width);
      expect(cut).toBe(0);
    });

    it('can be read: every text has enough contrast', async () => {
      const size = { width: 720, height: 500 };
      const page = await show(widgetHtml(rendered([ELASTICSEARCH, FLEET]), { ...size, theme }), size);

      for (const selector of [
        '.holdband-headline',
        '.holdband-quiet',
        '.holdband-badge',
        'h2',
        'h3',
        'li',
        'td',
        'svg text',
      ]) {
        expect([selector, await worstContrast(page, selector)]).toEqual([
          selector,
          expect.toSatisfy((ratio: number) => ratio >= 4.5),
        ]);
      }
      await page.close();
    });
  });

  it('draws bars as long as their counts', async () => {
    const page = await show(widgetHtml(rendered([ELASTICSEARCH]), { width: 900 }), { width: 900, height: 500 });

    const bars = await page.$$eval('rect.holdband-bar', (rects) =>
      rects.map((rect) => ({
        width: rect.getBoundingClientRect().width,
        count: Number(rect.querySelector('title')?.textContent?.split(': ').at(-1)?.replaceAll(',', '')),
      })),
    );
    await page.close();

    const longest = bars.reduce((a, b) => (a.count > b.count ? a : b));
    for (const { width, count } of bars.filter((bar) => bar.count > longest.count / 10)) {
      expect(width / longest.width).toBeCloseTo(count / longest.count, 1);
    }
    expect(bars.length).toBeGreaterThan(5);
  });

  it('runs no script and loads nothing, whatever a name says', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const { verdict } = FLEET;
    const live = {
      ...FLEET,
      verdict: { ...verdict, targetGroup: `targetgroup/${hostile}/0123456789abcdef`, nextSteps: [hostile] },
    };
    const page = await show(widgetHtml(rendered([live], { problems: [hostile] }), {}), { width: 600, height: 400 });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.waitForTimeout(200);

    expect(await page.title()).toBe('');
    expect(await page.$$eval('img, script, iframe', (elements) => elements.length)).toBe(0);
    expect(asked).toEqual([]);
    await page.close();
  });

  it('shows an error as one', async () => {
    const page = await show(errorHtml('targetGroup is missing'), { width: 400, height: 200 });

    expect(await page.getByRole('alert').innerText()).toContain('targetGroup is missing');
    await page.close();
  });
});
