// The exported page's script: defines the function that its loader calls with the page's settings.
import * as L from "../map/leaflet.js";
import { startPage } from "./page.js";

globalThis.startAtlas = (config) => startPage(L, globalThis.atlasPack(), config);
