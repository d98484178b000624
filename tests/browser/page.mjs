// SPDX-License-Identifier: MIT
// A browser whose pages are watched: whatever a page requests besides itself, says on the console or opens fails the
// test.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
export const browser = await chromium.launch({
  executablePath: process.env.LNRS_CHROMIUM,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--no-first-run'],
});

export async function visit(file, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 1000}, reducedMotion: 'reduce',
      ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);  // a busy machine is not a fault
  const wrong = [];
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url && !request.url().startsWith('data:'))
      wrong.push(`request ${request.url()}`);
  });
  page.on('console', (message) => wrong.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url + (options.hash ?? ''));
  const leave = async () => {
    assert.deepEqual(wrong, [], 'the page stays quiet');
    await context.close();
  };
  return {page, leave};
}

export async function accessible(page, where) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
      'best-practice']}));
  const places = (one) =>
      one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} [${node.failureSummary}]`).join(' | ');
  const found = result.violations.map((one) => `${one.id}: ${one.help}: ${places(one)}`);
  assert.deepEqual(found, [], `axe on ${where}`);
  assert.ok(result.passes.length > 15, 'axe looked at the page');
}

export const visible = (page, selector) => page.evaluate((s) =>
    [...document.querySelectorAll(s)].filter((one) => one.getClientRects().length > 0).length, selector);

// Following a link within the page takes its time: asks until so many are visible, or the patience ends.
export async function shows(page, selector, count, patience = 30_000) {
  const end = performance.now() + patience;
  while ((await visible(page, selector)) !== count && performance.now() < end) await page.waitForTimeout(20);
  assert.equal(await visible(page, selector), count, selector);
}

// Asks until the heading of the open site begins with the text.
export const opens = (page, text) => page.waitForFunction((text) =>
    document.querySelector('.site.open h2')?.textContent.startsWith(text), text);

/** Runs the tests one after the other, says how each went, and ends the process with 1 if one failed. */
export async function runAll(tests) {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok      ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAILED  ${name}\n${error.stack}`);
    }
  }
  await browser.close();
  console.log(`${Object.keys(tests).length - failed} of ${Object.keys(tests).length} passed`);
  process.exit(failed === 0 ? 0 : 1);
}
