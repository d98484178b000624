// SPDX-License-Identifier: MIT
// Tests of site reports in a browser; node site_report.mjs FOLDER, which holds small.html, single.html, hostile.html,
// long.html, thousand.html and perhaps map.html.
import assert from 'node:assert/strict';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {accessible, browser, opens, shows, visible, visit, runAll} from './page.mjs';

const folder = process.argv[2];
const file = (name) => join(folder, name);
const shots = process.env.LNRS_SCREENSHOTS;
const shoot = async (page, name, options = {}) => {
  if (shots) await page.screenshot({path: join(shots, name + '.png'), ...options});
};
const column = (page, k) => page.$$eval('#sites tbody tr', (rows, k) =>
    rows.map((row) => row.cells[k]?.textContent.trim()), k);
const withMap = readFileSync(file('small.html'), 'utf8').includes('lnrsMap=');

const tests = {
  async 'the list sorts by every kind of column and keeps what was not checked last'() {
    const {page, leave} = await visit(file('small.html'));
    assert.equal((await column(page, 0)).length, 12);
    await page.click('#sites thead th:nth-child(3) button');
    const areas = (await column(page, 2)).filter(Boolean).map(Number);
    assert.equal(areas.length, 11);
    assert.deepEqual(areas, [...areas].sort((a, b) => a - b));
    assert.equal(await page.getAttribute('#sites thead th:nth-child(3)', 'aria-sort'), 'ascending');
    assert.match((await column(page, 1)).at(-1), /not checked/);
    await page.click('#sites thead th:nth-child(3) button');
    assert.deepEqual((await column(page, 2)).filter(Boolean).map(Number), [...areas].reverse());
    assert.match((await column(page, 1)).at(-1), /not checked/);
    await page.click('#sites thead th:nth-child(5) button');
    const order = (await column(page, 4)).filter(Boolean).map((text) =>
        (/^inside/.test(text) ? 0 : /^overlaps/.test(text) ? 1 : /^adjoins/.test(text) ? 2 : 3));
    assert.deepEqual(order, [...order].sort());
    assert.ok(new Set(order).size > 1);
    await leave();
  },

  async 'the list filters by words and by what lies on a site'() {
    const {page, leave} = await visit(file('small.html'));
    await page.fill('#find', 'kelston wiltshire');
    assert.match(await page.textContent('.count'), /^\d+ of 12 sites$/);
    await page.fill('#find', 'kelston');
    for (const text of await column(page, 0)) assert.match(text, /Kelston/);
    await page.fill('#find', 'no such site');
    assert.equal((await column(page, 0)).length, 0);
    await page.fill('#find', '');
    await page.selectOption('#which', {label: 'Consultation may be needed'});
    const count = await column(page, 9);
    assert.ok(count.length > 0 && count.length < 12 && count.every((one) => Number(one) > 0));
    await page.selectOption('#which', {label: 'Not checked'});
    assert.equal((await column(page, 0)).length, 1);
    await leave();
  },

  async 'a site opens, its neighbours follow the list, and the way back keeps the place'() {
    const {page, leave} = await visit(file('small.html'));
    await shoot(page, 'list');
    await page.click('#sites thead th:nth-child(3) button');
    const ids = await page.$$eval('#sites tbody a', (all) => all.map((a) => a.textContent));
    await page.click(`#sites a:text-is("${ids[1]}")`);
    await shows(page, '.site', 1);
    await shows(page, '#list', 0);
    assert.match(await page.evaluate(() => document.activeElement.textContent), new RegExp('^' + ids[1]));
    await page.click('.bar button:text-is("Next")');
    await opens(page, ids[2]);
    assert.match(await page.textContent('.site.open h2'), new RegExp('^' + ids[2]));
    await page.click('.bar a');
    await shows(page, '.site', 0);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), ids[2]);
    await page.goBack();
    await opens(page, ids[2]);
    assert.match(await page.textContent('.site.open h2'), new RegExp('^' + ids[2]));
    await leave();
  },

  async 'a click on the map names the smallest feature there'() {
    if (!withMap) return console.log('  this build has no interactive map');
    const {page, leave} = await visit(file('small.html'), {hash: '#s7'});
    await page.waitForSelector('.site.open .map canvas');
    const expected = await page.evaluate(() => {
      // Worked out from the SVG alone: rings by their steps, winding by crossing numbers, areas by the shoelace.
      const svg = document.querySelector('.site.open svg[data-x]');
      const shapes = [...svg.querySelectorAll('path[data-n]')].map((path) => {
        const n = path.getAttribute('d').split(/z/)[0].match(/-?\d+/g).map(Number);
        const ring = [[n[0], n[1]]];
        for (let k = 2; k < n.length; k += 2) ring.push([ring.at(-1)[0] + n[k], ring.at(-1)[1] + n[k + 1]]);
        const area = Math.abs(ring.reduce((sum, p, k) => sum +
            p[0] * ring[(k + 1) % ring.length][1] - p[1] * ring[(k + 1) % ring.length][0], 0)) / 2;
        return {number: Number(path.dataset.n), ring, area};
      });
      const inside = (ring, x, y) => ring.reduce((odd, a, k) => {
        const b = ring[(k + 1) % ring.length];
        return (a[1] > y) !== (b[1] > y) && x < a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]) ? !odd : odd;
      }, false);
      const places = [...svg.querySelectorAll('text:not(.len)')].map((text) =>
          [Number(text.getAttribute('x')), Number(text.getAttribute('y')) - 36]);
      return places.map(([x, y]) => ({fx: x / svg.viewBox.baseVal.width, fy: y / svg.viewBox.baseVal.height,
          number: shapes.filter((one) => inside(one.ring, x, y)).sort((a, b) => a.area - b.area)[0]?.number}))
          .filter((one) => one.number);
    });
    assert.ok(expected.length >= 5);
    const names = new Set();
    for (const place of expected) {
      const box = await page.locator('.site.open .map').boundingBox();
      await page.mouse.click(box.x + place.fx * box.width, box.y + place.fy * box.height);
      await page.waitForTimeout(300);  // a second click at once would be a double click, which zooms
      const card = await page.textContent('.site.open .card strong');
      assert.equal(await page.textContent('.site.open tr.chosen button.number'), String(place.number));
      assert.ok(card.startsWith(`${place.number}. `), `${card} at ${JSON.stringify(place)}`);
      names.add(card);
    }
    assert.ok(names.size >= 3);
    await shoot(page, 'map');
    await accessible(page, 'a site with a chosen feature');
    await leave();
  },

  async 'the keyboard alone is enough'() {
    const {page, leave} = await visit(file('small.html'));
    const focused = () => page.evaluate(() => {
      const one = document.activeElement;
      return {text: one.textContent.trim().slice(0, 40), tag: one.tagName, outline: getComputedStyle(one).outlineStyle,
          role: one.getAttribute('role')};
    });
    const tabTo = async (test) => {
      for (let k = 0; k < 80; ++k) {
        await page.keyboard.press('Tab');
        const now = await focused();
        if (now.tag !== 'BODY') assert.notEqual(now.outline, 'none', `focus is seen on ${now.tag} ${now.text}`);
        if (test(now)) return now;
      }
      throw new Error('the focus never got there');
    };
    assert.match((await tabTo(() => true)).text, /Skip/);
    await tabTo((now) => now.tag === 'INPUT');
    await page.keyboard.type('cam brook');
    assert.ok((await column(page, 0)).length < 12);
    await tabTo((now) => now.tag === 'BUTTON' && now.text.startsWith('Area'));
    await page.keyboard.press('Enter');
    assert.equal(await page.getAttribute('#sites thead th:nth-child(3)', 'aria-sort'), 'ascending');
    const link = await tabTo((now) => now.tag === 'A' && now.text.startsWith('26/'));
    await page.keyboard.press('Enter');
    await opens(page, link.text);
    assert.match((await focused()).text, new RegExp('^' + link.text));
    if (withMap) {
      await tabTo((now) => now.role === 'application');
      const before = await page.screenshot();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('+');
      await page.waitForTimeout(400);
      assert.ok(!before.equals(await page.screenshot()), 'the map moves');
      await tabTo((now) => now.tag === 'BUTTON' && /^\d+$/.test(now.text));
      await page.keyboard.press('Enter');
      assert.equal(await visible(page, '.site.open .card strong'), 1);
    }
    await leave();
  },

  async 'a kind of feature can be switched off, and a number brings it back'() {
    if (!withMap) return;
    const {page, leave} = await visit(file('small.html'), {hash: '#s7'});
    const canvas = page.locator('.site.open .map');
    const before = await canvas.screenshot();
    await page.uncheck('.site.open .key label:has-text("Designated") input');
    await page.waitForTimeout(200);
    assert.ok(!before.equals(await canvas.screenshot()));
    await page.click('.site.open button.number >> nth=0');
    assert.ok(await page.isChecked('.site.open .key label:has-text("Designated") input'));
    await leave();
  },

  async 'the map of all sites opens the site that is clicked'() {
    if (!withMap) return;
    const {page, leave} = await visit(file('small.html'));
    await page.click('.where summary');
    await page.waitForSelector('.overview canvas');
    await page.waitForTimeout(200);
    await shoot(page, 'overview');
    await accessible(page, 'the list with its map');
    const box = await page.locator('.overview').boundingBox();
    let opened = false;
    for (let x = 20; x < box.width && !opened; x += 12) {
      await page.mouse.click(box.x + x, box.y + box.height / 2);
      const end = performance.now() + 400;  // a busy machine takes its time to answer a click
      while (!opened && performance.now() < end) {
        await page.waitForTimeout(20);
        opened = (await visible(page, '.site.open')) === 1;
      }
    }
    assert.ok(opened, 'sites of the small report lie on one line');
    await leave();
  },

  async 'axe finds nothing on the list, a site, a narrow window, a single site'() {
    for (const [name, hash, options] of [['small.html', '', {}], ['small.html', '#s1', {}], ['small.html', '#s4', {}],
        ['small.html', '', {viewport: {width: 360, height: 700}}],
        ['small.html', '#s7', {viewport: {width: 360, height: 700}}],
        ['small.html', '', {viewport: {width: 390, height: 844}}],
        ['small.html', '#s7', {viewport: {width: 390, height: 844}}], ['single.html', '', {}],
        ['single.html', '', {viewport: {width: 390, height: 844}}]]) {
      const {page, leave} = await visit(file(name), {hash, ...options});
      await page.waitForTimeout(100);
      await accessible(page, `${name}${hash} ${options.viewport?.width ?? ''}`);
      const wide = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name}${hash} needs no sideways scrolling`);
      if (options.viewport) await shoot(page, `narrow-${options.viewport.width}${hash ? '-site' : ''}`);
      await leave();
    }
  },

  async 'axe finds nothing on the report of a map, at a desk and on a phone'() {
    if (!existsSync(file('map.html'))) return;
    for (const width of [1280, 390]) {
      const {page, leave} = await visit(file('map.html'), {viewport: {width, height: 844}});
      await accessible(page, `map.html ${width}`);
      const wide = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `map.html needs no sideways scrolling at ${width} px`);
      await shoot(page, `map-${width}`);
      await leave();
    }
  },

  async 'without scripts every site is there with its map'() {
    const {page, leave} = await visit(file('small.html'), {javaScriptEnabled: false});
    assert.equal(await page.locator('.site').count(), 12);
    for (const one of await page.locator('.site').all()) assert.ok(await one.isVisible());
    assert.equal(await page.locator('svg[data-x]').count(), 11);
    const box = await page.locator('#s7 svg[data-x]').boundingBox();
    assert.ok(box.width > 300 && Math.abs(box.width / box.height - 4 / 3) < 0.02);
    await page.locator('#s7 svg[data-x]').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await shoot(page, 'static');
    await leave();
  },

  async 'on paper every site is there and no tools are'() {
    const {page, leave} = await visit(file('small.html'), {hash: '#s7'});
    await page.emulateMedia({media: 'print'});
    assert.equal(await visible(page, '.site'), 12);
    assert.equal(await visible(page, '#list'), 1);
    assert.equal(await visible(page, '.tools, nav.bar, div.bar, .where, .map, .home, input'), 0);
    assert.equal(await visible(page, 'svg[data-x]'), 11);
    const pdf = await page.pdf({preferCSSPageSize: true});
    const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok(pages >= 12 && pages <= 40, `${pages} pages`);
    await leave();
  },

  async 'a long list keeps its sections folded until they are opened or printed'() {
    const {page, leave} = await visit(file('long.html'));
    assert.equal(await page.locator('.site').count(), 61);
    assert.equal(await page.locator('svg[data-x]').count(), 0);
    await page.click('#sites tbody tr:nth-child(7) a');
    await shows(page, '.site.open svg[data-x], .site.open .map', 1);
    assert.ok((await visible(page, '.site.open .scroll tbody tr')) > 3);
    await accessible(page, 'a site of a long list');
    const pdf = await page.pdf({preferCSSPageSize: true});
    const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok(pages >= 61, `${pages} pages`);
    assert.equal(await page.locator('noscript').count(), 0);
    await leave();
    const still = await visit(file('long.html'), {javaScriptEnabled: false});
    assert.ok((await visible(still.page, 'svg[data-x]')) > 50);
    assert.equal(await visible(still.page, '#sites tbody tr'), 61);
    await still.leave();
    const straight = await visit(file('long.html'), {hash: '#s9'});
    assert.equal(await visible(straight.page, '.site.open h2'), 1);
    assert.equal(await visible(straight.page, '#list'), 0);
    await straight.leave();
  },

  async 'hostile names stay names'() {
    const {page, leave} = await visit(file('hostile.html'));
    assert.equal(await page.locator('img, b').count(), 0);
    assert.ok((await page.textContent('h1')).includes('</script><img src=x onerror=alert(1)>'));
    await page.click('#sites thead th:nth-child(1) button');
    await page.fill('#find', 'onerror');
    assert.equal((await column(page, 0)).length, 5);
    await page.click('#sites tbody a');
    if (withMap) await page.click('.site.open button.number >> nth=0');
    assert.equal(await page.locator('img, b').count(), 0);
    await accessible(page, 'a hostile site');
    await leave();
  },

  async 'a thousand sites: size, and how long they take (not judged)'() {
    const size = statSync(file('thousand.html')).size;
    assert.ok(size <= 5_000_000, `${size} bytes`);
    await (await visit(file('single.html'))).leave();  // the browser itself has started
    const start = performance.now();
    const {page, leave} = await visit(file('thousand.html'));
    const loaded = performance.now();
    await page.click('#sites thead th:nth-child(3) button');
    await page.fill('#find', '00777');
    assert.equal((await column(page, 0)).length, 1);
    assert.equal(await page.textContent('.count'), '1 of 1000 sites');
    const filtered = performance.now();
    await page.click('#sites tbody a');
    await shows(page, '.site', 1);
    const opened = performance.now();
    await page.click('.bar a');
    await page.fill('#find', '');
    await page.waitForFunction(() => document.querySelectorAll('#sites tbody tr').length === 1000);
    const areas = (await column(page, 2)).filter(Boolean).map(Number);
    assert.deepEqual(areas, [...areas].sort((a, b) => a - b));
    console.log(`  ${(size / 1e6).toFixed(2)} MB; read ${Math.round(loaded - start)} ms after start, ` +
        `sorted and filtered ${Math.round(filtered - loaded)} ms, site open ${Math.round(opened - filtered)} ms`);
    await leave();
  },
};

await runAll(tests);
