// SPDX-License-Identifier: MIT
// The interactive map. It reads its shapes back from the SVG map of a section, so a page carries each outline once:
//   lnrsMap.open(figure, options) -> {show(number), toggle(look, on), close()}
import Feature from 'ol/Feature.js';
import OlMap from 'ol/Map.js';
import View from 'ol/View.js';
import {defaults as defaultControls} from 'ol/control/defaults.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import {defaults as defaultInteractions} from 'ol/interaction/defaults.js';
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import {DEVICE_PIXEL_RATIO} from 'ol/has.js';
import Projection from 'ol/proj/Projection.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';

const projection = new Projection({code: 'EPSG:27700', units: 'm', extent: [-200000, -200000, 900000, 1400000],
    axisOrientation: 'enu'});
const RED = '#c8102e';

// "M10,20l5-3…z" as written by the report: absolute start, then relative steps.
function ringsOf(d, {x, y, unit}) {
  return d.split('M').slice(1).map((part) => {
    const numbers = part.match(/-?\d+/g).map(Number);
    let gx = numbers[0];
    let gy = numbers[1];
    const ring = [[x + gx * unit, y - gy * unit]];
    for (let k = 2; k + 1 < numbers.length; k += 2) {
      gx += numbers[k];
      gy += numbers[k + 1];
      ring.push([x + gx * unit, y - gy * unit]);
    }
    ring.push(ring[0]);
    return ring;
  });
}

function signedArea(ring) {
  let twice = 0;
  for (let k = 0; k + 1 < ring.length; ++k)
    twice += (ring[k][0] - ring[0][0]) * (ring[k + 1][1] - ring[0][1]) -
        (ring[k + 1][0] - ring[0][0]) * (ring[k][1] - ring[0][1]);
  return twice / 2;
}

// Shells run anticlockwise and are followed by their holes.
function multiPolygon(rings) {
  const parts = [];
  for (const ring of rings) {
    if (signedArea(ring) > 0 || parts.length === 0) parts.push([ring]);
    else parts[parts.length - 1].push(ring);
  }
  return new MultiPolygon(parts);
}

// The same marks as the patterns of the SVG maps.
function patternFill({colour, pattern}, strong) {
  const ratio = DEVICE_PIXEL_RATIO;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8 * ratio;
  const c = canvas.getContext('2d');
  c.scale(ratio / 2, ratio / 2);
  c.strokeStyle = c.fillStyle = colour;
  c.globalAlpha = (pattern === 'sparse' ? 0.06 : pattern === 'plain' ? 0.25 : 0.12) + (strong ? 0.2 : 0);
  c.fillRect(0, 0, 16, 16);
  c.globalAlpha = 1;
  c.lineWidth = 2;
  const lines = {
    rising: [[0, 16, 16, 0], [-4, 4, 4, -4], [12, 20, 20, 12]],
    falling: [[0, 0, 16, 16], [-4, 12, 4, 20], [12, -4, 20, 4]],
    crossed: [[0, 16, 16, 0], [0, 0, 16, 16]],
    rows: [[0, 4, 16, 4], [0, 12, 16, 12]],
    columns: [[4, 0, 4, 16], [12, 0, 12, 16]],
  }[pattern] ?? [];
  for (const [x1, y1, x2, y2] of lines) {
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x2, y2);
    c.stroke();
  }
  const dots = {dots: [[4, 4, 2.2], [12, 12, 2.2]], sparse: [[8, 8, 1.6]]}[pattern] ?? [];
  for (const [x, y, r] of dots) {
    c.beginPath();
    c.arc(x, y, r, 0, 2 * Math.PI);
    c.fill();
  }
  return new Fill({color: c.createPattern(canvas, 'repeat')});
}

function mapIn(target, layers, extent, label) {
  target.tabIndex = 0;
  target.setAttribute('role', 'application');
  target.setAttribute('aria-roledescription', 'map');
  target.setAttribute('aria-label', label);
  const map = new OlMap({
    target,
    layers,
    controls: defaultControls({attribution: false, rotate: false,
        zoomOptions: {zoomInTipLabel: 'Zoom in', zoomOutTipLabel: 'Zoom out'}}).extend([new ScaleLine({minWidth: 80})]),
    interactions: defaultInteractions({altShiftDragRotate: false, pinchRotate: false}),
    view: new View({projection, center: [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2], resolution: 1,
        minResolution: 0.02, maxResolution: 2000, enableRotation: false, constrainResolution: false}),
  });
  map.getView().fit(extent, {size: map.getSize() ?? [640, 480]});
  return map;
}

// figure: holds the SVG map; looks: colour and pattern by number; onSelect(number or null) is told what was clicked.
function open(figure, {looks, label, onSelect}) {
  const svg = figure.querySelector('svg');
  const grid = {x: Number(svg.dataset.x), y: Number(svg.dataset.y), unit: Number(svg.dataset.u)};
  const box = svg.viewBox.baseVal;
  const extent = [grid.x, grid.y - box.height * grid.unit, grid.x + box.width * grid.unit, grid.y];
  const fills = looks.map((look) => [patternFill(look, false), patternFill(look, true)]);
  const hidden = new Set();
  let selected = null;

  const features = [...svg.querySelectorAll('path[data-n]')].map((path, order) => {
    const feature = new Feature(multiPolygon(ringsOf(path.getAttribute('d'), grid)));
    feature.setId(Number(path.dataset.n));
    feature.set('look', Number(path.getAttribute('class').slice(1)));
    feature.set('order', order);
    return feature;
  });
  const outline = svg.querySelector('.case path');
  const site = outline ? [new Feature(multiPolygon(ringsOf(outline.getAttribute('d'), grid)))] : [];

  const style = (feature) => {
    const look = feature.get('look');
    if (hidden.has(look)) return undefined;
    const on = feature.getId() === selected;
    const main = new Style({zIndex: feature.get('order') + (on ? 1000 : 0), fill: fills[look][on ? 1 : 0],
        stroke: new Stroke({color: looks[look].colour, width: on ? 3.5 : 1.4})});
    return on ? [new Style({zIndex: 999, stroke: new Stroke({color: '#fff', width: 7})}), main] : main;
  };
  const source = new VectorSource({features});
  const layer = new VectorLayer({source, style});
  // Above all shapes, the site's outline included; numbers that would meet are left out until there is room.
  const number = (feature) => (hidden.has(feature.get('look')) ? undefined :
      new Style({text: new Text({text: String(feature.getId()), font: '700 13px sans-serif', overflow: true,
      fill: new Fill({color: '#1c2a26'}), stroke: new Stroke({color: '#fff', width: 4})})}));
  const labels = new VectorLayer({source, style: number, declutter: true});
  const siteLayer = new VectorLayer({source: new VectorSource({features: site}),
      style: [new Style({stroke: new Stroke({color: '#fff', width: 7})}),
      new Style({stroke: new Stroke({color: RED, width: 3.5})})]});

  const target = document.createElement('div');
  target.className = 'map';
  svg.after(target);
  figure.classList.add('live');
  const map = mapIn(target, [layer, siteLayer, labels], extent, label);

  const choose = (number, tell) => {
    selected = number;
    layer.changed();
    if (tell) onSelect(number);
  };
  // The smallest shape at a place; else the nearest within a few pixels, for shapes that are mere dots.
  const at = (coordinate) => {
    let best = null;
    let least = Infinity;
    for (const feature of features) {
      if (hidden.has(feature.get('look')) || !feature.getGeometry().intersectsCoordinate(coordinate)) continue;
      const area = feature.getGeometry().getArea();
      if (area < least) [least, best] = [area, feature];
    }
    if (best) return best;
    const reach = 5 * map.getView().getResolution();
    const near = source.getClosestFeatureToCoordinate(coordinate, (feature) => !hidden.has(feature.get('look')));
    if (!near) return null;
    const [x, y] = near.getGeometry().getClosestPoint(coordinate);
    return Math.hypot(x - coordinate[0], y - coordinate[1]) <= reach ? near : null;
  };
  map.on('click', (event) => choose(at(event.coordinate)?.getId() ?? null, true));
  map.on('pointermove', (event) => {
    if (!event.dragging) target.style.cursor = at(event.coordinate) ? 'pointer' : '';
  });
  target.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') choose(null, true);
  });
  return {
    map,
    show(number) {
      const feature = source.getFeatureById(number);
      if (!feature) return false;
      const around = feature.getGeometry().getExtent();
      const view = map.getView();
      hidden.delete(feature.get('look'));
      view.fit(around, {padding: [40, 40, 40, 40],
          minResolution: view.getResolutionForExtent(extent, map.getSize()) / 6,
          duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250});
      choose(number, false);
      return true;
    },
    clear: () => choose(null, false),
    home: () => map.getView().fit(extent),
    toggle(look, on) {
      if (on) hidden.delete(look);
      else hidden.add(look);
      source.changed();
    },
    close() {
      map.setTarget(null);
      target.remove();
      figure.classList.remove('live');
    },
  };
}

// Where the sites of the list lie: sites = [{number, name, x, y, alert}].
function overview(target, {sites, label, onSelect, nameOf}) {
  const styleOf = (alert, text) => new Style({
    image: new CircleStyle({radius: alert ? 7 : 5.5, fill: new Fill({color: alert ? RED : '#14573b'}),
        stroke: new Stroke({color: '#fff', width: 2})}),
    text: text ? new Text({text, offsetY: -16, font: '600 13px sans-serif', fill: new Fill({color: '#1c2a26'}),
        stroke: new Stroke({color: '#fff', width: 4})}) : undefined,
  });
  const plain = [styleOf(false), styleOf(true)];
  let hover = null;
  const features = sites.map((one) => {
    const feature = new Feature(new Point([one.x, one.y]));
    feature.setId(one.number);
    feature.set('alert', one.alert ? 1 : 0);
    return feature;
  });
  const source = new VectorSource({features});
  const layer = new VectorLayer({source, style: (feature) =>
      (feature === hover ? styleOf(feature.get('alert'), nameOf(feature.getId())) : plain[feature.get('alert')])});
  const e = source.getExtent();
  const room = Math.max(500, 0.05 * Math.max(e[2] - e[0], e[3] - e[1]));
  const map = mapIn(target, [layer], [e[0] - room, e[1] - room, e[2] + room, e[3] + room], label);
  const at = (coordinate, pixels) => {
    const near = source.getClosestFeatureToCoordinate(coordinate);
    if (!near) return null;
    const [x, y] = near.getGeometry().getCoordinates();
    return Math.hypot(x - coordinate[0], y - coordinate[1]) <= pixels * map.getView().getResolution() ? near : null;
  };
  map.on('pointermove', (event) => {
    const found = event.dragging ? null : at(event.coordinate, 8);
    target.style.cursor = found ? 'pointer' : '';
    if (found !== hover) {
      hover = found;
      layer.changed();
    }
  });
  map.on('click', (event) => {
    const found = at(event.coordinate, 12);
    if (found) onSelect(found.getId());
  });
  return {
    map,
    only(numbers) {
      source.clear(true);
      source.addFeatures(features.filter((feature) => numbers.has(feature.getId())));
    },
  };
}

globalThis.lnrsMap = {open, overview};
