// SPDX-License-Identifier: MIT
// Tests of the pages that have no script: node plain_pages.mjs FOLDER, which holds targets.html, register.html,
// protected.html, greenspace.html, hostile_register.html.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {accessible, visible, visit, runAll} from './page.mjs';

const folder = process.argv[2];
const shots = process.env.LNRS_SCREENSHOTS;
const pages = {
  targets: {title: /targets/i, sections: 4, maps: 1, tables: 2},
  register: {title: /register/i, sections: 8, maps: 12, tables: 2},
  protected: {title: /protected|30/i, sections: 2, maps: 1, tables: 1},
  greenspace: {title: /greenspace/i, sections: 2, maps: 1, tables: 2},
};
const narrow = {viewport: {width: 360, height: 700}};

const tests = {};
for (const [name, wanted] of Object.entries(pages)) {
  const file = join(folder, `${name}.html`);

  tests[`${name}: axe finds nothing, also in a narrow window, and nothing scrolls sideways but tables`] = async () => {
    for (const options of [{}, narrow]) {
      const {page, leave} = await visit(file, options);
      assert.match(await page.title(), wanted.title);
      await accessible(page, `${name} ${options.viewport?.width ?? ''}`);
      const wide = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name} needs no sideways scrolling, but is ${wide} px too wide`);
      if (shots) await page.screenshot({path: join(shots, `${name}${options.viewport ? '-narrow' : ''}.png`),
          fullPage: !options.viewport});
      await leave();
    }
  };

  tests[`${name}: has its sections, maps and tables, also without scripts`] = async () => {
    const {page, leave} = await visit(file, {javaScriptEnabled: false});
    assert.equal(await page.locator('script').count(), 0);
    assert.ok((await page.locator('main section').count()) >= wanted.sections, 'sections');
    assert.ok((await page.locator('main svg').count()) >= wanted.maps, 'maps');
    assert.ok((await page.locator('main table').count()) >= wanted.tables, 'tables');
    for (const map of await page.locator('main svg').all()) {
      const box = await map.boundingBox();
      assert.ok(box.width > 200 && Math.abs(box.width / box.height - 4 / 3) < 0.02,
          `a map of ${box.width} x ${box.height}`);
      assert.ok((await map.getAttribute('aria-label')).length > 10, 'a map says what it shows');
    }
    await leave();
  };

  tests[`${name}: on paper every section and map is there`] = async () => {
    const {page, leave} = await visit(file);
    const [sections, maps] = [await visible(page, 'main section'), await visible(page, 'main svg')];
    await page.emulateMedia({media: 'print'});
    assert.equal(await visible(page, 'main section'), sections);
    assert.equal(await visible(page, 'main svg'), maps);
    const pdf = await page.pdf({preferCSSPageSize: true});
    const count = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok(count >= 1 && count <= 3 * sections + 4, `${count} sheets`);
    await leave();
  };

  tests[`${name}: the keyboard reaches the content and every table that scrolls`] = async () => {
    const {page, leave} = await visit(file, narrow);
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
    const regions = await page.locator('.scroll').count();
    const met = new Set();
    for (let k = 0; k < 3 * regions + 40 && met.size < regions; ++k) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        return {region: one.classList.contains('scroll') ? [...document.querySelectorAll('.scroll')].indexOf(one) : -1,
            outline: getComputedStyle(one).outlineStyle, body: one === document.body};
      });
      if (!at.body) assert.notEqual(at.outline, 'none', 'focus is seen');
      if (at.region >= 0) met.add(at.region);
    }
    assert.equal(met.size, regions, 'tables reached');
    await leave();
  };
}

tests['register: names that look like code stay names'] = async () => {
  const {page, leave} = await visit(join(folder, 'hostile_register.html'));
  assert.equal(await page.locator('img, b, script').count(), 0);
  assert.ok((await page.textContent('main')).includes('<img src=x onerror=alert(1)>'));
  await accessible(page, 'a hostile register');
  await leave();
};

await runAll(tests);
