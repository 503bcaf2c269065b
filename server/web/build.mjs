// Bundles the scripts and styles of the pages: each file of src/ and style/ itself is one that pages
// ask for by its name, what stands in their folders is part of others.
import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "static", "bundle");

const entries = (folder, suffix) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(here, folder, name));

// Of the letters beyond Western Europe those of the languages of Europe: a page with one name that has
// some fetches them all. The ranges in parts/fonts.css are these.
const EXTENDED = [[0x100, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e]];
const letters = EXTENDED.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
).join("");
const fewerLetters = {
  name: "fewer letters",
  setup({ onLoad }) {
    onLoad({ filter: /latin-ext.*\.woff2$/ }, async ({ path }) => ({
      contents: await subsetFont(readFileSync(path), letters, { targetFormat: "woff2" }),
      loader: "file",
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: [...entries("src", ".ts"), ...entries("style", ".css")],
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
  loader: { ".woff2": "file", ".svg": "file", ".rq": "text" },
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "linked",
  charset: "utf8",
  metafile: true,
  plugins: [fewerLetters],
  logLevel: "warning",
});

// Where each stands, by the name that pages ask for: `reader.js`, `site.css`, and the fonts.
const manifest = {};
for (const [path, made] of Object.entries(metafile.outputs)) {
  const file = relative(out, join(here, path));
  if (made.entryPoint) {
    manifest[basename(made.entryPoint).replace(/\.ts$/, ".js")] = file;
  } else if (file.endsWith(".woff2")) {
    manifest[basename(Object.keys(made.inputs)[0])] = file;
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(out, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
