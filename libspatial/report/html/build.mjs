// SPDX-License-Identifier: MIT
// Bundles map.js with the libraries it uses: node build.mjs OUT_FOLDER writes map.js and licences.txt there.
import {build} from 'esbuild';
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const out = process.argv[2] ?? 'out';
mkdirSync(out, {recursive: true});
const result = await build({
  entryPoints: ['map.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'ascii',
  legalComments: 'none',
  metafile: true,
  write: false,
});
// The page carries the script between <script> tags, in a file read as UTF-8: nothing in it may end the element, and a
// carriage return would change the bytes that its hash is taken of.
const script = result.outputFiles[0].text.replaceAll('\r\n', '\n')
    .replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
if (script.includes('\r')) throw new Error('a carriage return in the bundle');

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  const output = result.metafile.outputs[Object.keys(result.metafile.outputs)[0]];
  if (match && output.inputs[input]?.bytesInOutput > 0) packages.add(match[1]);
}
let licences = '';
for (const name of [...packages].sort()) {
  const folder = join('node_modules', name);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() :
      `Licence: ${about.license}`;
  licences += `${name} ${about.version} (${about.license})\n\n${text}\n\n\n`;
}
writeFileSync(join(out, 'map.js'), script);
writeFileSync(join(out, 'licences.txt'), licences.replaceAll('\r\n', '\n'));
console.log(`map.js: ${script.length} bytes with ${[...packages].sort().join(', ')}`);
