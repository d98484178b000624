// SPDX-License-Identifier: MIT
// The report of an opportunity map and the page of a comparison: node map_pages.mjs FOLDER, which holds map.html and
// changes.html. With LNRS_SCREENSHOTS, pictures of both are put into that folder.
import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {accessible, browser, visit} from './page.mjs';

const folder = process.argv[2];
const pictures = process.env.LNRS_SCREENSHOTS;
let failed = 0;

async function check(name, viewport) {
  const file = join(folder, name);
  const size = statSync(file).size;
  assert.ok(size <= 5_000_000, `${name} has ${size} bytes`);
  const start = performance.now();
  const {page, leave} = await visit(file, {viewport});
  const read = performance.now() - start;
  await accessible(page, `${name} at ${viewport.width}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= viewport.width, `${name} scrolls sideways at ${viewport.width}: ${wide}`);
  assert.ok(await page.evaluate(() => document.querySelectorAll('svg path').length) > 2, 'the map is drawn');
  if (pictures) {
    await page.screenshot({path: join(pictures, `${name}-${viewport.width}.png`), fullPage: true});
    if (viewport.width > 1000)
      await page.pdf({path: join(pictures, `${name}.pdf`), preferCSSPageSize: true, printBackground: true});
  }
  await leave();
  console.log(`ok      ${name} at ${viewport.width}: ${(size / 1e6).toFixed(2)} MB, read in ${Math.round(read)} ms`);
}

for (const name of ['map.html', 'changes.html'])
  for (const viewport of [{width: 1280, height: 900}, {width: 390, height: 800}])
    try {
      await check(name, viewport);
    } catch (error) {
      ++failed;
      console.log(`FAILED  ${name} at ${viewport.width}\n${error.stack}`);
    }
await browser.close();
process.exit(failed === 0 ? 0 : 1);
