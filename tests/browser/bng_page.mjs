// SPDX-License-Identifier: MIT
// Tests of pages with biodiversity units in a browser; node bng_page.mjs FOLDER, which holds bng.html (the page of a
// template), units.html (the report of a site check with the same units), check.html (only the checks) and
// hostile_units.html.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {accessible, browser, visit, runAll} from './page.mjs';

const folder = process.argv[2];
const file = (name) => join(folder, name);
const shots = process.env.LNRS_SCREENSHOTS;
const shoot = async (page, name) => {
  if (shots) await page.screenshot({path: join(shots, name + '.png'), fullPage: true});
};
const phone = {viewport: {width: 390, height: 844}};
const texts = (page, selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent.trim()));
const overflow = (page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const tests = {
  async 'headline first, then what fails, accounts, map, trading, features'() {
    const {page, leave} = await visit(file('bng.html'));
    assert.deepEqual(await texts(page, 'main h2'), ['Headline', 'What to put right', 'Accounts', 'Map',
        'Trading summary', 'Features']);
    assert.match(await page.textContent('#bng-headline + dl'),
        /Area habitats, trees included.*more units are needed to reach 10 %/s);
    assert.match(await page.textContent('main'), /2 of 16 features are left out/);
    assert.match(await page.textContent('[aria-labelledby=bng-findings]'),
        /Defra's service would reject this file for \d+ finding/);
    assert.match(await page.textContent('footer'), /Natural England.*document of record/s);
    assert.equal(await page.locator('script').count(), 0);
    await leave();
  },

  async 'the map draws parcels, lines and trees by what becomes of them, and its key names each'() {
    const {page, leave} = await visit(file('bng.html'));
    const map = 'svg.parcels ';
    assert.equal(await page.locator(map + '> path[class^=f]').count(), 6);
    assert.equal(await page.locator(map + '.hedge').count(), 4);
    assert.equal(await page.locator(map + '.water').count(), 2);
    assert.equal(await page.locator(map + 'circle.tree').count(), 4);
    const key = await texts(page, '.key li');
    for (const entry of ['Red line', 'Habitat, created', 'Habitat, retained', 'Hedgerow, lost', 'Watercourse, enhanced',
        'Tree, created'])
      assert.ok(key.includes(entry), `${entry} of ${key}`);
    assert.ok(!key.includes('Watercourse, lost'), 'what is not on the map is not in its key');
    const box = await page.locator('svg.parcels').boundingBox();
    for (const one of await page.locator(map + '.hedge, ' + map + '.tree').all()) {
      const at = await one.boundingBox();
      assert.ok(at.x >= box.x - 1 && at.y >= box.y - 1, 'within the map');
      assert.ok(at.x + at.width <= box.x + box.width + 1, 'within the map');
      assert.ok(at.y + at.height <= box.y + box.height + 1, 'within the map');
    }
    assert.ok((await texts(page, map + 'text')).includes('P3'), 'parcels are named');
    await leave();
  },

  async 'a site check tells the same units in the same words'() {
    const own = await visit(file('bng.html'));
    const site = await visit(file('units.html'));
    for (const part of ['headline', 'findings', 'accounts', 'trading', 'features']) {
      const select = `[aria-labelledby=bng-${part}]`;
      const cells = (page) => page.$$eval(`${select} :is(th,td,dt,dd,p)`, (all) => all.map((one) => one.textContent));
      const told = await cells(own.page);
      assert.ok(told.length > 1);
      assert.deepEqual(await cells(site.page), told, part);
    }
    assert.deepEqual(await texts(site.page, '.part h3'), ['Biodiversity Net Gain', 'What to put right', 'Accounts',
        'Map', 'Trading summary', 'Features']);
    await own.leave();
    await site.leave();
  },

  async 'axe finds nothing on screen and phone, and nothing needs sideways scrolling'() {
    for (const name of ['bng', 'units', 'check', 'hostile_units'])
      for (const [width, options] of [['wide', {}], ['phone', phone]]) {
        const {page, leave} = await visit(file(name + '.html'), options);
        await accessible(page, `${name} ${width}`);
        assert.ok((await overflow(page)) <= 0, `${name} ${width}`);
        await shoot(page, `${name}-${width}`);
        await leave();
      }
  },

  async 'on paper every table fits the page'() {
    for (const name of ['bng', 'units']) {
      const {page, leave} = await visit(file(name + '.html'), {viewport: {width: 703, height: 1000}});
      await page.emulateMedia({media: 'print'});
      for (const table of await page.locator('[aria-labelledby^=bng-] table').all()) {
        const box = await table.boundingBox();
        assert.ok(box.width <= 704, `${await table.locator('caption').textContent()}: ${box.width}`);
      }
      await leave();
      const {page: paper, leave: done} = await visit(file(name + '.html'));
      const pdf = await paper.pdf({preferCSSPageSize: true, ...(shots ? {path: join(shots, name + '.pdf')} : {})});
      assert.ok((pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length >= 2);
      await done();
    }
  },

  async 'hostile names stay names'() {
    const {page, leave} = await visit(file('hostile_units.html'));
    assert.equal(await page.locator('img, b, script').count(), 0);
    assert.ok((await page.textContent('main')).includes('onerror=alert(1)'));
    await leave();
  },
};

await runAll(tests);
