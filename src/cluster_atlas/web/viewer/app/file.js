// The exported page's script: defines the function that its loader calls with the page's settings.
import * as L from "../map/leaflet.js";
import { startPage } from "./page.js";

const scripts = /** @type {typeof globalThis & FileScripts} */ (globalThis);
scripts.startAtlas = (config) => startPage(L, scripts.atlasPack(), config);
