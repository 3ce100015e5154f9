// Builds what is made of npm packages: the viewer for app and file, folium's libraries, the fonts.
// scripts/build_viewer.py runs it, after `npm ci`, with Node from a Python package.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import { minify } from "terser";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PACKAGES = path.join(ROOT, "node_modules");
const VIEWER = path.join(ROOT, "src/cluster_atlas/web/viewer");
const DIST = path.join(ROOT, "src/cluster_atlas/web/dist");
const FACES = path.join(ROOT, "src/cluster_atlas/drawing/faces");
const MODULES_OF_TESTS = path.join(ROOT, "build/viewer/modules.js");

// What browsers of 2020 know; older ones show the sentence that stands in the exported page.
const SHARED = { bundle: true, target: "es2020", charset: "utf8", legalComments: "none" };

const leafletNotice = async () => (await readFile(inPackage("leaflet/dist/leaflet.js"), "utf8")).split("*/")[0] + "*/";

// Typefaces by package and file; src/cluster_atlas/drawing/fonts.py tries them in its order.
const TYPEFACES = {
  "noto-sans-sc": "NotoSansSC",
  "noto-sans": "NotoSans",
  "noto-sans-symbols": "NotoSansSymbols",
  "noto-emoji": "NotoEmoji",
  "noto-sans-arabic": "NotoSansArabic",
  "noto-sans-hebrew": "NotoSansHebrew",
  "noto-sans-thai": "NotoSansThai",
  "noto-sans-devanagari": "NotoSansDevanagari",
};
const WEIGHTS = ["400Regular", "700Bold"];

function inPackage(name) {
  return path.join(PACKAGES, ...name.split("/"));
}

async function filesUnder(folder, suffix) {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.split(path.sep).join("/"))
    .sort();
}

// Stylesheets as one text, in the order of their names.
async function minifiedStyle(names) {
  const texts = await Promise.all(names.map((name) => readFile(path.join(VIEWER, name), "utf8")));
  const { code } = await esbuild.transform(texts.join("\n"), { loader: "css", minify: true, charset: "utf8" });
  return code.trim();
}

async function buildViewer() {
  const sheets = await filesUnder(VIEWER, ".css");
  const frame = await minifiedStyle(["viewer.css"]);
  // What lies in app/ is for the app alone, as the script that brings it; what lies in office/ for
  // pages with an office's own rows.
  const isOwn = (name) => name.includes("/office/");
  const [own, questions] = await Promise.all(
    [isOwn, (name) => name !== "viewer.css" && !name.startsWith("app/") && !isOwn(name)].map((isMeant) =>
      minifiedStyle(sheets.filter(isMeant).sort((one, other) => (path.basename(one) < path.basename(other) ? -1 : 1))),
    ),
  );
  const tour = await minifiedStyle(["app/tour/tour.css"]);
  const define = {
    frameStyle: JSON.stringify(frame),
    questionStyle: JSON.stringify(questions + own),
    tourStyle: JSON.stringify(tour),
    withOwnRows: "true",
  };
  // Two scripts for files: most have no rows of an office's own, and are not to grow by them.
  const page = (name, withOwnRows) =>
    script("app/file.js", name, { format: "iife", banner, define: { withOwnRows } }).then(() => shrink(name));
  const banner = { js: await leafletNotice() };
  const script = (entry, outfile, more) =>
    esbuild.build({
      ...SHARED,
      minify: true,
      entryPoints: [path.join(VIEWER, entry)],
      outfile: path.join(DIST, outfile),
      nodePaths: [PACKAGES],
      ...more,
    });
  await Promise.all([
    writeFile(path.join(DIST, "page.css"), frame + questions),
    writeFile(path.join(DIST, "page-own.css"), frame + questions + own),
    page("page.js", "false"),
    page("page-own.js", "true"),
    script("app/loader.js", "loader.js", { format: "iife" }),
    script("app/app.js", "app.js", { format: "esm", banner, define }),
    script("component.js", "component.js", { format: "esm" }),
    buildModulesOfTests(define),
  ]);
}

// Every exported file carries this script: Terser makes it a twentieth smaller once it is packed.
async function shrink(name) {
  const file = path.join(DIST, name);
  const { code } = await minify(await readFile(file, "utf8"), {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3, sequences: false, unsafe_arrows: true, inline: 1 },
  });
  await writeFile(file, `${code}\n`);
}

// Every module under its path, so that tests can ask the viewer's functions.
async function buildModulesOfTests(define) {
  const entries = ["app/file.js", "app/loader.js", "app/app.js", "component.js"];
  const modules = (await filesUnder(VIEWER, ".js")).filter((name) => !entries.includes(name));
  const lines = [
    ...modules.map((name, i) => `import * as m${i} from "./${name}";`),
    `globalThis.viewerModules = {${modules.map((name, i) => `${JSON.stringify(name)}: m${i}`)}};`,
  ];
  await esbuild.build({
    ...SHARED,
    format: "iife",
    stdin: { contents: lines.join("\n"), resolveDir: VIEWER },
    outfile: MODULES_OF_TESTS,
    nodePaths: [PACKAGES],
    define,
  });
}

// Whole Leaflet and jQuery for folium's pages, whose layers and plugins are the analyst's choice.
async function copyLibraries() {
  const folder = path.join(DIST, "folium");
  await mkdir(folder, { recursive: true });
  const leaflet = await readFile(inPackage("leaflet/dist/leaflet.js"), "utf8");
  await Promise.all([
    writeFile(path.join(folder, "leaflet.js"), leaflet.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")),
    esbuild.build({
      entryPoints: [inPackage("leaflet/dist/leaflet.css")],
      outfile: path.join(folder, "leaflet.css"),
      bundle: true,
      minify: true,
      loader: { ".png": "dataurl" },
    }),
    ...["marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"].map((name) =>
      copyFile(inPackage(`leaflet/dist/images/${name}`), path.join(folder, name)),
    ),
    copyFile(inPackage("jquery/dist/jquery.min.js"), path.join(folder, "jquery.min.js")),
    copyFile(inPackage("leaflet/LICENSE"), path.join(DIST, "LICENSE-leaflet.txt")),
    copyFile(inPackage("jquery/LICENSE.txt"), path.join(DIST, "LICENSE-jquery.txt")),
  ]);
}

// Whole faces, never a subset: any text may be typed into a briefing. Packed, they take 15 MB, not 25.
async function packTypefaces() {
  const packed = Object.entries(TYPEFACES).flatMap(([name, file]) =>
    WEIGHTS.map(async (weight) => {
      const font = await readFile(inPackage(`@expo-google-fonts/${name}/${weight}/${file}_${weight}.ttf`));
      const target = path.join(FACES, `${file}-${weight.slice(0, 3)}.ttf.gz`);
      await writeFile(target, await promisify(gzip)(font, { level: constants.Z_BEST_COMPRESSION }));
    }),
  );
  const licences = Object.entries(TYPEFACES).map(([name, file]) =>
    copyFile(inPackage(`@expo-google-fonts/${name}/LICENSE_FONT`), path.join(FACES, `OFL-${file}.txt`)),
  );
  await Promise.all([...packed, ...licences]);
}

for (const folder of [DIST, FACES]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
await packTypefaces();
await copyLibraries();
await buildViewer();
