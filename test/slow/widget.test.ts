import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorHtml, type WidgetContext, widgetHtml } from '../../lambda/runbook/render/widget.ts';
import { bandRows } from '../../lib/core/triage/band-rows.ts';
import { hostileText } from '../lambda/render/_hostile.ts';
import { ELASTICSEARCH, FLEET, rendered, withText } from '../lambda/render/_rendered.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const installed = existsSync(CHROMIUM);
const QUIET = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', ...QUIET];

/** A dashboard's grid has 24 columns; these are pixels of a widget of 6x6 and of 24x9 on a screen of 1440. */
const SIZES = { '6x6': { width: 340, height: 300 }, '24x9': { width: 1400, height: 450 } };
const THEMES = ['light', 'dark'] as const;
const PLACES = Object.entries(SIZES).flatMap(([name, size]) =>
  THEMES.map((theme): [string, Required<WidgetContext>] => [`${name}, ${theme}`, { ...size, theme }]),
);

let browser: Browser;
let page: Page;
beforeAll(async () => {
  if (!installed) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  page = await browser.newPage();
});
afterAll(() => browser?.close());

/** A test that needs the browser; without one it says by name that it did not run. */
function inChromium(name: string, test: () => Promise<void>): void {
  it(name, async () => {
    if (!installed) return console.log(`skipped: ${name}: no Chromium at ${CHROMIUM}; CHROMIUM_PATH names another`);
    await test();
  });
}

async function show(html: string, { width, height }: { readonly width: number; readonly height: number }) {
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><html><body style="margin:0">${html}</body></html>`);
}

// Code for the browser is text: its types are not those of Node.
/** Ratio of luminance between text and what is behind it, WCAG 2.2, of every element with text of its own. */
const CONTRASTS = `(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = parts(color).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (parts(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const elements = [...document.body.querySelectorAll('*')].filter((e) =>
    !['STYLE', 'title'].includes(e.tagName) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== ''));
  return elements.map((e) => {
    const style = getComputedStyle(e);
    const [a, b] = [luminance(e.ownerSVGElement ? style.fill : style.color), luminance(behind(e))];
    return { text: e.textContent.slice(0, 40), ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
  });
})()`;

/** Elements and the names of their attributes, as the browser's own parser sees them. */
const SKELETON = `(html) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
  .map((e) => [e.tagName, ...e.getAttributeNames()].join(' '))`;

describe('the widget in a browser', () => {
  const { answer, live } = rendered([ELASTICSEARCH, FLEET], { problems: ['Tags could not be read.'] });
  const openAlarms = [{ name: 'holdband-prod-fleet-server-unhealthy-targets', state: 'ALARM' as const }];
  const both = { answer: { ...answer, results: answer.results.map((result) => ({ ...result, openAlarms })) }, live };

  for (const [name, place] of PLACES) {
    inChromium(`fits its width (${name})`, async () => {
      for (const html of [
        widgetHtml(both, place),
        widgetHtml(withText('x'.repeat(250)), place),
        errorHtml('x'.repeat(500), place),
      ]) {
        await show(html, place);
        const { scroll, client, outside } = await page.evaluate<{
          scroll: number;
          client: number;
          outside: string[];
        }>(`({
          scroll: document.documentElement.scrollWidth,
          client: document.documentElement.clientWidth,
          outside: [...document.body.querySelectorAll('*')]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 120)),
        })`);
        expect(outside).toEqual([]);
        expect(scroll).toBeLessThanOrEqual(client);
      }
    });

    inChromium(`has text with a contrast of 4.5 to 1 (${name})`, async () => {
      for (const html of [widgetHtml(both, place), errorHtml('no such target group', place)]) {
        await show(html, place);
        const contrasts = await page.evaluate<{ text: string; ratio: number }[]>(CONTRASTS);
        expect(contrasts.length).toBeGreaterThan(1);
        expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      }
    });

    inChromium(`draws bars as long as their counts (${name})`, async () => {
      await show(widgetHtml(rendered([ELASTICSEARCH]), place), place);
      const bars = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.holdband-bar')].map((bar) => bar.getBoundingClientRect().width)`,
      );
      const counts = bandRows(ELASTICSEARCH.histogram, ELASTICSEARCH.verdict).flatMap(({ count }) =>
        count > 0 ? [count] : [],
      );
      const most = Math.max(...counts);
      expect(bars).toHaveLength(counts.length);
      // To a pixel: what is there at all is drawn at least so long.
      for (const [i, bar] of bars.entries()) {
        expect(Math.abs(bar - (Math.max(...bars) * (counts[i] as number)) / most)).toBeLessThanOrEqual(1.6);
      }
    });

    inChromium(`keeps words inside the picture, and none over another (${name})`, async () => {
      await show(widgetHtml(both, place), place);
      const over = await page.evaluate<string[]>(`[...document.querySelectorAll('svg')].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        const boxes = [...svg.querySelectorAll('text')].map((e) => ({ text: e.textContent, box: e.getBoundingClientRect() }));
        const cut = boxes.filter(({ box }) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5);
        const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
          a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && Math.abs(a.box.top - b.box.top) < 8));
        return [...cut, ...pairs].map(({ text }) => text);
      })`);
      expect(over).toEqual([]);
    });
  }

  inChromium('is a picture with a name to a screen reader', async () => {
    await show(widgetHtml(rendered([FLEET]), {}), SIZES['6x6']);
    const picture = page.getByRole('img', {
      name: /^Response times of the window\. .*hold band, 270 s to 300 s: 189 requests/,
    });
    expect(await picture.count()).toBe(1);
    expect(await page.getByRole('region', { name: 'fleet-server' }).count()).toBe(1);
  });

  inChromium('shows an error as one', async () => {
    await show(errorHtml('targetGroup is missing'), SIZES['6x6']);
    expect(await page.getByRole('alert').innerText()).toContain('targetGroup is missing');
  });

  inChromium('runs nothing and loads nothing, whatever stands in names', async () => {
    const seen: string[] = [];
    const own = await browser.newPage();
    own.on('request', (request) => seen.push(request.url()));
    own.on('dialog', async (dialog) => {
      seen.push(dialog.message());
      await dialog.dismiss();
    });
    const texts = fc.sample(hostileText, { numRuns: 60, seed: 20261121 });
    const html = texts.map((text) => widgetHtml(withText(text), {}) + errorHtml(text)).join('');
    // What the page itself adds at its end shows that a request and a script would have been seen.
    const canary = 'http://127.0.0.1:9/canary';
    await own.setContent(`<!doctype html><body>${html}<img src="${canary}"><script>alert('canary')</script>`);
    await own.close();
    expect(seen.toSorted()).toEqual(['canary', canary]);
  });

  inChromium('has no element and no attribute that is not there with harmless names', async () => {
    const skeletonOf = (html: string) => page.evaluate<string[]>(`(${SKELETON})(${JSON.stringify(html)})`);
    const harmless = await skeletonOf(widgetHtml(withText('x'), {}));
    const message = await skeletonOf(errorHtml('x'));
    expect(harmless.length).toBeGreaterThan(50);
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        expect(await skeletonOf(widgetHtml(withText(text), {}))).toEqual(harmless);
        expect(await skeletonOf(errorHtml(text))).toEqual(message);
      }),
    );
  });
});
