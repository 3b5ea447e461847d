// Preloaded by every npm script. Written so that any Node can read it: one clear message, not a syntax error.
/* biome-ignore-all lint/style/useTemplate: template strings would do, but old Nodes are who this file is for */
var oldestMajor = 24;
var major = parseInt(process.versions.node, 10);

if (major < oldestMajor) {
  process.stderr.write(
    'Rostrum needs Node ' +
      oldestMajor +
      ' or newer, and this is Node ' +
      process.versions.node +
      '.\n' +
      'The install brings Node 26 along: run `npm ci`, then start through npm (`npm run dev`) ' +
      'or npx (`npx rostrum`).\n' +
      'If you installed with `npm ci --omit=optional`, that left Node out: run `npm ci` again without it.\n',
  );
  process.exit(1);
}
