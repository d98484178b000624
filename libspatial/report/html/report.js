// SPDX-License-Identifier: MIT
// Makes a site report handy: a list to sort and filter, one site at a time, an interactive map (lnrsMap, where the
// build has it). Without this script the page shows everything, one site below the other. It stands right behind the
// list, so that the list answers while the sections are still coming in. In a long list a section's contents are in a
// <noscript>, which a browser with scripts keeps as one text: they are parsed when the section is opened or printed.
// That text is the page's own, written with every name escaped; all other text is only ever set as text.
'use strict';
(() => {
  const root = document.documentElement;
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const single = document.body.classList.contains('single');
  const list = document.getElementById('list');
  const table = document.getElementById('sites');
  const heading = (article) => article.querySelector('h2');
  const titleOf = (number) => heading(document.getElementById('s' + number)).textContent;
  const pageTitle = document.title;

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name === 'onclick') element.addEventListener('click', value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const fill = (article) => {
    const kept = article.querySelector(':scope>noscript');
    if (!kept) return;
    const inert = document.createElement('template');  // whose scripts, had it any, would not run
    inert.innerHTML = kept.textContent;
    kept.replaceWith(inert.content);
  };
  const button = (text, onclick, attributes) => make('button', {type: 'button', onclick, ...attributes}, text);

  // ---- the list ----
  let shown = [];      // numbers of the sites that pass the filter, in the order in which they stand there
  let listMap = null;
  let layAll = () => {};

  function setUpList() {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...body.rows].map((row, order) => {
      const cells = [...row.cells];
      return {row, order, number: Number(row.querySelector('a').hash.slice(2)), text: row.textContent.toLowerCase(),
          cells: cells.map((cell) => cell.textContent.trim()), checked: cells.length === heads.length};
    });
    const status = make('p', {role: 'status', class: 'count'});
    const search = make('input', {type: 'search', id: 'find', autocomplete: 'off', spellcheck: 'false'});
    const kind = make('select', {id: 'which'});
    const firstRole = heads.length - 1 - settings.roles.length;
    const filters = [['All sites', () => true],
        ['Consultation may be needed', (r) => r.checked && Number(r.cells.at(-1)) > 0]];
    settings.roles.forEach((title, k) => filters.push([`On, beside or in the buffer: ${title}`,
        (r) => r.checked && /^r[0-3]$/.test(r.row.cells[firstRole + k].className)]));
    filters.push(['Not checked', (r) => !r.checked]);
    filters.forEach(([name], k) => kind.append(make('option', {value: k}, name)));

    let column = -1;
    let down = false;
    // Relations come before distances: inside, overlaps, adjoins, then metres.
    const weight = (text) => {
      if (text === '' || text === '\u2013') return Infinity;
      const word = ['inside', 'overlaps', 'adjoins'].findIndex((one) => text.startsWith(one));
      if (word >= 0) return -3e9 + 1e9 * word - (parseFloat(text.replace(/[^\d.]/g, '')) || 0);
      const number = parseFloat(text.replace(/,/g, ''));
      return Number.isNaN(number) ? NaN : number;
    };
    const words = new Intl.Collator('en', {numeric: true});
    const compare = (a, b) => {
      if (a.checked !== b.checked) return a.checked ? -1 : 1;
      const x = a.cells[column];
      const y = b.cells[column];
      const p = column === 0 ? NaN : weight(x);
      const q = column === 0 ? NaN : weight(y);
      // Unknown values come last in either direction.
      if (p === Infinity || q === Infinity) return p === q ? 0 : p === Infinity ? 1 : -1;
      const order = Number.isNaN(p) || Number.isNaN(q) ? words.compare(x, y) : p - q;
      return down ? -order : order;
    };

    // A browser needs a second to lay out a thousand rows: the first are there at once, the others while nothing else
    // is asked.
    const step = 100;
    let waiting = [];
    const later = globalThis.requestIdleCallback ?? ((then) => setTimeout(then, 20));
    const more = () => {
      body.append(...waiting.splice(0, step));
      if (waiting.length > 0) later(more);
    };
    const lay = (all) => {
      const idle = waiting.length === 0;
      body.replaceChildren(...all.slice(0, step));
      waiting = all.slice(step);
      if (idle && waiting.length > 0) later(more);
    };
    layAll = () => body.append(...waiting.splice(0));

    function update() {
      const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const test = filters[kind.value][1];
      const kept = rows.filter((r) => test(r) && wanted.every((word) => r.text.includes(word)));
      kept.sort((a, b) => (column < 0 || (!a.checked && !b.checked) ? 0 : compare(a, b)) || a.order - b.order);
      const now = kept.map((r) => r.number);
      if (now.length !== shown.length || now.some((number, k) => number !== shown[k])) lay(kept.map((r) => r.row));
      shown = now;
      status.textContent = kept.length === rows.length ? `${rows.length} sites` :
          `${kept.length} of ${rows.length} sites`;
      listMap?.only(new Set(shown));
    }

    heads.forEach((head, k) => {
      const sort = button(head.textContent, () => {
        down = column === k ? !down : false;
        column = k;
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        update();
      }, {class: 'sort'});
      head.replaceChildren(sort);
    });
    search.addEventListener('input', update);
    kind.addEventListener('change', update);
    const tools = make('div', {class: 'tools'},
      make('div', {}, make('label', {for: 'find'}, 'Find'), search),
      make('div', {}, make('label', {for: 'which'}, 'Show'), kind),
      status,
      button('Print all', () => window.print()));
    heading(list).after(tools);
    update();
    setUpOverview(rows);
  }

  function setUpOverview(rows) {
    if (!globalThis.lnrsMap) return;
    const sites = [];
    for (const r of rows) {
      if (!r.row.dataset.x) continue;
      sites.push({number: r.number, x: Number(r.row.dataset.x), y: Number(r.row.dataset.y),
          alert: Number(r.cells.at(-1)) > 0});
    }
    if (sites.length === 0) return;
    const target = make('div', {class: 'map overview'});
    const note = make('p', {class: 'legend'}, make('span', {class: 'dot alert-dot'}), 'consultation may be needed ',
        make('span', {class: 'dot'}), 'other sites. The list names them all.');
    const fold = make('details', {class: 'where'}, make('summary', {}, 'Where the sites lie'), target, note);
    list.querySelector('.scroll').before(fold);
    fold.addEventListener('toggle', () => {
      if (!fold.open || listMap) return;
      listMap = lnrsMap.overview(target,
          {sites, label: 'Map of the sites. Arrow keys move it, plus and minus zoom. The list below names them all.',
          nameOf: titleOf, onSelect: (number) => { location.hash = '#s' + number; }});
      listMap.only(new Set(shown));
    });
  }

  // ---- one site ----
  let current = null;  // {article, map}

  function bar(article) {
    const number = Number(article.id.slice(1));
    const at = shown.indexOf(number);
    const step = (to, text) => button(text, () => { location.hash = '#s' + shown[to]; },
        {disabled: at < 0 || to < 0 || to >= shown.length});
    const print = button('Print this site', () => {
      root.classList.add('print-one');
      window.addEventListener('afterprint', () => root.classList.remove('print-one'), {once: true});
      window.print();
    });
    const nav = single ? make('div', {class: 'bar'}) : make('nav', {class: 'bar', 'aria-label': 'Sites'},
        make('a', {href: '#list', class: 'back'}, 'All sites'), step(at - 1, 'Previous'), step(at + 1, 'Next'));
    nav.append(print);
    article.prepend(nav);
    return nav;
  }

  function openMap(article) {
    const figure = article.querySelector('figure');
    if (!globalThis.lnrsMap || !figure) return null;
    const rowOf = new Map();
    for (const row of article.querySelectorAll('tbody tr')) {
      const cell = row.cells[0];
      const number = Number(cell.textContent);
      if (cell.tagName === 'TD' && number > 0 && figure.querySelector(`path[data-n="${number}"]`))
        rowOf.set(number, row);
    }
    const card = make('div', {class: 'card', role: 'status'});
    figure.append(card);
    const describe = (number) => {
      article.querySelectorAll('tr.chosen').forEach((row) => row.classList.remove('chosen'));
      const row = rowOf.get(number);
      card.classList.toggle('filled', Boolean(row));
      card.replaceChildren();
      if (!row) return;
      row.classList.add('chosen');
      const heads = [...row.closest('table').tHead.rows[0].cells];
      const facts = make('dl');
      [...row.cells].slice(2).forEach((cell, k) => {
        if (cell.textContent.trim() !== '')
          facts.append(make('div', {}, make('dt', {}, heads[k + 2].textContent), make('dd', {}, cell.textContent)));
      });
      card.append(make('strong', {}, `${number}. ${row.cells[1].textContent}`), facts);
    };
    const label = `Map of ${heading(article).textContent}. Arrow keys move it, plus and minus zoom, ` +
        'Escape clears the choice. The tables list what it shows.';
    const map = lnrsMap.open(figure, {looks: settings.looks, label, onSelect: describe});
    map.buttons = [];
    for (const [number, row] of rowOf) {
      const go = button(String(number), () => {
        if (!map.show(number)) return;
        describe(number);
        const look = figure.querySelector(`path[data-n="${number}"]`).getAttribute('class').slice(1);
        figure.querySelectorAll(`.key input[data-look="${look}"]`).forEach((box) => { box.checked = true; });
        figure.scrollIntoView({block: 'nearest'});
      }, {class: 'number', 'aria-label': `${number}, show on the map`});
      row.cells[0].replaceChildren(go);
      map.buttons.push([row.cells[0], number]);
    }
    map.keys = [];
    for (const item of figure.querySelectorAll('.key li[class^=k]')) {
      const look = Number(item.className.slice(1));
      const box = make('input', {type: 'checkbox', checked: true, 'data-look': look});
      box.addEventListener('change', () => map.toggle(look, box.checked));
      map.keys.push([item, item.textContent]);
      item.replaceChildren(make('label', {}, box, ' ' + item.textContent));
    }
    const home = button('Whole map', () => map.home(), {class: 'home'});
    figure.querySelector('.map').after(home);
    return {close() {
      map.close();
      card.remove();
      home.remove();
      describeNothing(article);
      for (const [cell, number] of map.buttons) cell.replaceChildren(String(number));
      for (const [item, text] of map.keys) item.replaceChildren(text);
    }};
  }

  function describeNothing(article) {
    article.querySelectorAll('tr.chosen').forEach((row) => row.classList.remove('chosen'));
  }

  // Tables that are wider than the window can be moved with the keyboard as well.
  function scrollable(article) {
    const box = article.querySelector('.scroll');
    if (!box || box.scrollWidth <= box.clientWidth) return;
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Tables');
  }

  function closeSite() {
    if (!current) return;
    current.map?.close();
    current.nav.remove();
    current.article.classList.remove('open');
    current = null;
  }

  function openSite(article, focus) {
    closeSite();
    fill(article);
    heading(article).tabIndex = -1;
    article.classList.add('open');
    scrollable(article);
    if (list) list.hidden = true;
    current = {article, nav: bar(article), map: openMap(article)};
    document.title = `${heading(article).textContent} \u2013 ${pageTitle}`;
    if (focus) {
      window.scrollTo(0, 0);
      heading(article).focus({preventScroll: true});
    }
  }

  function route(focus) {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (target?.classList.contains('site')) return openSite(target, focus);
    if (target && !target.closest('#list')) return;  // a note at the end: leave the site open
    const from = current?.article;
    closeSite();
    list.hidden = false;
    document.title = pageTitle;
    if (!focus) return;
    layAll();
    const link = from && table.querySelector(`a[href="#${from.id}"]`);
    if (link) link.focus();
    else heading(list).focus();
  }

  root.classList.add('js');
  window.addEventListener('beforeprint', () => {
    if (root.classList.contains('print-one')) return;
    layAll();
    document.querySelectorAll('.site').forEach(fill);
  });
  const once = (then) => document.addEventListener('DOMContentLoaded', then, {once: true});
  if (single) return once(() => openSite(document.querySelector('.site'), false));
  setUpList();
  window.addEventListener('hashchange', () => route(true));
  once(() => route(false));
})();
